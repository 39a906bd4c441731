import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PostgresServer } from '../support/postgres-server.js';
import { withConnection } from '../../src/connectors/postgres/open-connection.js';
import { findBlockers } from '../../src/database-sync/publish/find-blockers.js';
import { publishGeneration } from '../../src/database-sync/publish/publish-generation.js';
import { startPostgres } from '../support/postgres-server.js';
import { postgresSettings, stageByHand, tablesOf } from './hand-made-generation.js';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

/** What nobody may be kept waiting for; the promise is the lock timeout, and this is far below what it was. */
const LONGEST_STALL_MS = 400;

const client = async (database: string): Promise<pg.Client> => {
  const session = new pg.Client({ host: server.host, port: server.port, user: 'postgres', database });
  await session.connect();
  return session;
};

const site = async (name: string) => {
  await server.query(`create database ${name}`);
  await server.query(
    `${tablesOf('public', 0)} create materialized view public.kept as select max(generation) as generation from public.a;
     create schema auth; create table auth.users (id int primary key, a_id int, heard int);
     insert into auth.users values (1, 1, null); create table auth.other (id int); insert into auth.other values (1);
     alter table auth.users add constraint to_a foreign key (a_id) references public.a (id);
     create trigger heard before insert on auth.users for each row execute function public.hook();
     create view auth.shown as select o.id, public.standard() as generation from auth.other o`,
    name,
  );
  const target = postgresSettings(server, name);
  const epoch = await stageByHand(server, target, 1);
  return {
    live: () => server.query('select distinct generation from public.a', name),
    shown: () => server.query('select generation from auth.shown', name),
    publish: (lockTimeoutMs: number) => publishGeneration(target, { epoch, lockTimeoutMs }),
    blockers: () => withConnection(target, { applicationName: 'test' }, (session) => findBlockers(session, ['public'])),
  };
};

/** Reads a live table all the while; returns the longest that a reader waited. */
const stallOf = async (database: string, body: () => Promise<void>): Promise<number> => {
  const reader = await client(database);
  let [isOver, longest] = [false, 0];
  const reading = (async () => {
    while (!isOver) {
      const began = Date.now();
      await reader.query('select count(*) from public.a');
      longest = Math.max(longest, Date.now() - began);
      await sleep(2);
    }
  })();
  await body().finally(() => (isOver = true));
  await reading;
  await reader.end();
  return longest;
};

it.each([
  ['of_table', 'has read a table outside that refers to the live ones', 'select * from auth.users', 'auth.users', true],
  [
    'of_view',
    'has changed a view outside that calls a live function',
    `comment on view auth.shown is 'x'`,
    'auth.shown',
    true,
  ],
  ['of_kept', 'has read a materialised view only', 'select * from public.kept', 'public.kept', true],
  ['of_schema', 'has granted something on the live schema', 'grant usage on schema public to public', undefined, false],
] as const)('%s: whoever %s is waited for without readers, and is named', async (name, _who, sql, table, certain) => {
  const { live, shown, publish, blockers } = await site(name);
  const holder = await client(name);
  await holder.query(`begin; ${sql}`);
  const stall = await stallOf(name, async () => {
    await expect(publish(1_000)).rejects.toMatchObject({ code: 'PUBLISH_LOCKED' });
  });
  expect(stall).toBeLessThan(LONGEST_STALL_MS);
  const { blockers: found } = await blockers();
  const { rows } = await holder.query<{ pid: number }>('select pg_backend_pid() as pid');
  expect(found).toMatchObject([
    { id: rows[0]?.pid, doing: 'idle in transaction', certain, ...(table === undefined ? {} : { table }) },
  ]);
  // What it reads next is of the same generation.
  await holder.query('select generation from public.a limit 1');
  expect([await live(), await shown()]).toEqual(['0', '0']);
  await holder.query('commit');
  await holder.end();
  await publish(5_000);
  expect([await live(), await shown()]).toEqual(['1', '1']);
});

it('an application that writes a table outside and then reads a live one is not the victim of a deadlock', async () => {
  const { live, publish } = await site('application');
  const session = await client('application');
  await session.query(`set deadlock_timeout = '30ms'`);
  let [isOver, done] = [false, 0];
  const writing = (async () => {
    while (!isOver) {
      await session.query('begin; update auth.users set heard = heard');
      await sleep(40);
      await session.query('select count(*) from public.a; commit');
      done += 1;
      await sleep(15);
    }
  })();
  await publish(20_000).finally(() => (isOver = true));
  await writing;
  await session.end();
  expect(await live()).toBe('1');
  expect(done).toBeGreaterThan(0);
});

it('what the new generation lacks is told at once, and is no lock', async () => {
  const { live, publish } = await site('lacking');
  await server.query(
    'create table public.gone (id int); create view auth.seen as select id from public.gone',
    'lacking',
  );
  const refused = publish(20_000);
  const began = Date.now();
  await expect(refused).rejects.toMatchObject({ details: { sqlState: '42P01' } });
  await expect(refused).rejects.not.toMatchObject({ code: 'PUBLISH_LOCKED' });
  expect(Date.now() - began).toBeLessThan(10_000);
  expect(await live()).toBe('0');
  await server.query('drop view auth.seen', 'lacking');
  await publish(5_000);
  expect(await live()).toBe('1');
});
