import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PostgresServer } from '../support/postgres-server.js';
import { withConnection } from '../../src/connectors/postgres/open-connection.js';
import { dropGenerations } from '../../src/database-sync/publish/drop-generations.js';
import { findBlockers } from '../../src/database-sync/publish/find-blockers.js';
import { listGenerations } from '../../src/database-sync/publish/generation-record.js';
import { generationsOf } from '../../src/database-sync/publish/generations-of.js';
import { publishGeneration } from '../../src/database-sync/publish/publish-generation.js';
import { rollbackGeneration } from '../../src/database-sync/publish/rollback-generation.js';
import { takeEpoch } from '../../src/database-sync/fence/take-epoch.js';
import { startPostgres } from '../support/postgres-server.js';
import { postgresSettings, stageByHand, tablesOf } from './hand-made-generation.js';

const inTest = { applicationName: 'test' };

describe.each(['machine', 18] as const)('on PostgreSQL %s', (version) => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres({ version });
  });
  afterAll(() => server.stop());

  const database = async (name: string) => {
    await server.query(`create database ${name}`);
    await server.query(tablesOf('public', 0), name);
    return postgresSettings(server, name);
  };
  const live = (name: string) => server.query('select distinct generation from public.a', name);
  const publish = async (target: ReturnType<typeof postgresSettings>, generation: number) => {
    const epoch = await stageByHand(server, target, generation);
    const published = await publishGeneration(target, { epoch });
    expect(await generationsOf(target).complete(epoch.runId)).toEqual([]);
    return published;
  };
  const rollBack = async (target: ReturnType<typeof postgresSettings>) => {
    const epoch = await takeEpoch(target, randomUUID(), inTest);
    await rollbackGeneration(target, { epoch });
    expect(await generationsOf(target).complete(epoch.runId)).toEqual([]);
  };
  const states = async (target: ReturnType<typeof postgresSettings>) =>
    (await withConnection(target, inTest, listGenerations)).map(({ state }) => state);

  it('generations go live one after the other, and back and forward, with a mark that agrees', async () => {
    const target = await database('turns');
    await expect(rollBack(target)).rejects.toMatchObject({ code: 'GENERATION_UNKNOWN' });
    expect((await publish(target, 1)).warnings).toEqual([]);
    expect(await live('turns')).toBe('1');
    expect(await states(target)).toEqual(['live', 'previous']);
    await rollBack(target);
    expect(await live('turns')).toBe('0');
    expect(await states(target)).toEqual(['previous', 'live']);
    await rollBack(target);
    expect(await live('turns')).toBe('1');
    await publish(target, 2);
    await publish(target, 3);
    expect(await live('turns')).toBe('3');
    expect(await states(target)).toEqual(['live', 'previous', 'gone', 'gone']);
    expect(await withConnection(target, inTest, (connection) => dropGenerations(connection))).toBe(2);
    await rollBack(target);
    expect(await live('turns')).toBe('2');
    await withConnection(target, inTest, (connection) => dropGenerations(connection, { previous: true }));
    expect(
      await server.query(`select nspname from pg_namespace where nspname ~ 'prev|imp|old' order by 1`, 'turns'),
    ).toBe('');
    await expect(rollBack(target)).rejects.toMatchObject({ code: 'GENERATION_UNKNOWN' });
    expect(await live('turns')).toBe('2');
  });

  it('what refers to the live schema from outside means the new one afterwards, and the old one after a rollback', async () => {
    const target = await database('inbound');
    await server.query(
      `create schema auth;
       create table auth.users (id int primary key, a_id int, heard int, made int default public.standard());
       insert into auth.users values (1, 1, null), (2, 2, null);
       alter table auth.users add constraint to_a foreign key (a_id) references public.a (id);
       comment on constraint to_a on auth.users is 'from outside';
       create trigger heard before insert on auth.users for each row execute function public.hook();
       alter table auth.users enable always trigger heard;
       alter table auth.users enable row level security;
       create policy visible on auth.users using (public.allowed());
       create view auth.shown with (security_barrier) as select id, generation from public.a;
       create view auth.shown_again as select count(*) as n, min(generation) as generation from auth.shown;
       create function auth.newest() returns int language sql begin atomic select max(generation) from public.a; end;
       create event trigger listening on ddl_command_end when tag in ('CREATE TABLE', 'DROP TABLE') execute function public.heard_ddl();
       alter event trigger listening disable; comment on event trigger listening is 'to tables';
       create publication everything for table public.a where (id > 3), public.b;`,
      'inbound',
    );
    const seen = () =>
      server.query(
        `insert into auth.users (id) values ((select max(id) + 1 from auth.users));
         select (select heard from auth.users order by id desc limit 1), (select made from auth.users order by id desc limit 1),
           (select generation from auth.shown_again), auth.newest(), (select array_to_string(reloptions, ',') from pg_class where oid = 'auth.shown'::regclass),
           (select confrelid::regclass::text || convalidated || obj_description(oid) from pg_constraint where conname = 'to_a'),
           (select tgfoid::regproc::text || tgenabled::text from pg_trigger where tgname = 'heard'),
           (select string_agg(prrelid::regclass::text || coalesce(pg_get_expr(prqual, prrelid), ''), ',' order by 1) from pg_publication_rel),
           (select pg_get_expr(polqual, polrelid) from pg_policy),
           (select evtfoid::regproc::text || evtenabled::text || array_length(evttags, 1) || obj_description(oid) from pg_event_trigger)`,
        'inbound',
      );
    const of = (generation: number) =>
      [
        ...Array<number>(4).fill(generation),
        'security_barrier=true',
        'atruefrom outside',
        'hookA',
        'a(id > 3),b',
        'allowed()',
        'heard_ddlD2to tables',
      ].join('\t');
    expect((await seen()).split('\n').at(-1)).toBe(of(0));
    expect((await publish(target, 1)).warnings).toEqual([]);
    expect((await seen()).split('\n').at(-1)).toBe(of(1));
    await rollBack(target);
    expect((await seen()).split('\n').at(-1)).toBe(of(0));
  });

  it('what cannot follow is named, and nothing is changed', async () => {
    const target = await database('held');
    await server.query(
      'create schema other; create materialized view other.kept as select * from public.a; create table other.heirs () inherits (public.b)',
      'held',
    );
    const outcome = publish(target, 1);
    await expect(outcome).rejects.toMatchObject({ code: 'TARGET_UNSUITABLE' });
    await expect(outcome).rejects.toThrow(
      /rule "_RETURN" on other\.kept.*table other\.heirs|table other\.heirs.*other\.kept/,
    );
    expect(await live('held')).toBe('0');
    expect(await states(target)).toEqual(['staged', 'live']);
  });

  it('a session that holds a lock is named, and keeps the publish from happening, not readers from reading', async () => {
    const target = await database('locked');
    const epoch = await stageByHand(server, target, 1);
    await withConnection(target, { applicationName: 'writer' }, async (writer) => {
      await writer.execute('begin; update public.b set generation = 7 where id = 1');
      await expect(publishGeneration(target, { epoch, lockTimeoutMs: 200 })).rejects.toMatchObject({
        code: 'PUBLISH_LOCKED',
      });
      const { blockers } = await withConnection(target, inTest, (connection) => findBlockers(connection, ['public']));
      expect(blockers).toMatchObject([
        { id: writer.backend.pid, user: 'postgres', doing: 'idle in transaction', table: 'public.b', certain: true },
      ]);
      expect(await live('locked')).toBe('0');
      await writer.execute('rollback');
    });
    expect(await publishGeneration(target, { epoch })).toMatchObject({ warnings: [] });
    // The same again is the same.
    const again = await publishGeneration(target, { epoch });
    expect([await live('locked'), again.generation]).toEqual(['1', 2]);
  });

  it('a run that another has followed publishes nothing any more, and its sessions are ended', async () => {
    const target = await database('fenced');
    const first = await stageByHand(server, target, 1);
    await withConnection(target, { applicationName: `stevedore sync ${first.epoch}` }, async (session) => {
      const second = await takeEpoch(target, randomUUID(), inTest);
      expect(second.epoch).toBeGreaterThan(first.epoch);
      await expect(session.query('select 1')).rejects.toMatchObject({ code: 'POSTGRES_CONNECTION_LOST' });
    });
    await expect(publishGeneration(target, { epoch: first })).rejects.toMatchObject({ code: 'FENCED' });
    expect(await live('fenced')).toBe('0');
  });
});
