import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PostgresSettings } from '../../src/contracts/connections/postgres.js';
import type { CopyTablesOptions } from '../../src/database-sync/copy/copy-tables.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { copyDatabase } from '../../src/database-sync/copy/copy-database.js';
import { startPostgres } from '../support/postgres-server.js';
import { createDatabase } from './schema-databases.js';

const ROWS = 150_000;
let server: PostgresServer;

/**
 * Two tables whose sums cancel out, and whose rows are changed together all the while; `account` is copied first,
 * and is large, so that much is written before `mirror` is read.
 */
beforeAll(async () => {
  server = await startPostgres();
  await createDatabase(server, 'bank');
  await server.query(
    `create table account (id int primary key, amount bigint not null, note text not null default repeat('x', 200));
     create table mirror (id int primary key, amount bigint not null); create table tick (n bigint);
     insert into account select g, 0 from generate_series(1, ${ROWS}) g; insert into mirror select g, 0 from generate_series(1, ${ROWS}) g; insert into tick values (0);`,
    'bank',
  );
});
afterAll(() => server.stop());

const settingsOf = (database: string): PostgresSettings => ({
  address: { host: server.host, port: server.port },
  tls: 'off',
  account: { user: 'postgres', password: '' },
  database,
});

/** Ends sessions of the copy in a database. */
const end = (database: string, where = 'true') =>
  server.query(
    `select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'faults' and datname = '${database}' and (${where})`,
  );

/** Moves amounts from one table to the other until it is told to stop; returns how often. */
const writeUntil = async (stop: AbortSignal): Promise<number> => {
  let moves = 0;
  for (; !stop.aborted; moves += 1)
    await server.query(
      `begin; update account set amount = amount + 1 where id = ${(moves % ROWS) + 1}; update mirror set amount = amount - 1 where id = ${ROWS - (moves % ROWS)}; update tick set n = n + 1; commit`,
      'bank',
    );
  return moves;
};

const copyWhileWritten = async (as: string, options: Partial<CopyTablesOptions>) => {
  await createDatabase(server, as);
  const stop = new AbortController();
  const writing = writeUntil(stop.signal);
  await sleep(300);
  try {
    return await copyDatabase(settingsOf('bank'), settingsOf(as), { applicationName: 'faults', jobs: 1, ...options });
  } finally {
    stop.abort();
    expect(await writing).toBeGreaterThan(5);
  }
};

/** The tables are of one moment: their sums cancel out, and the counter is what was moved. */
const isOfOneMoment = async (database: string) => {
  const answer = await server.query(
    `select (select sum(amount) from account) + (select sum(amount) from mirror), (select sum(amount) from account) - (select n from tick), (select n > 0 from tick)`,
    database,
  );
  expect(answer).toBe('0\t0\tt');
};

/** Calls `fault` once, when about a third of the large table has passed, and tells when it has happened. */
const once = (fault: () => Promise<unknown>) => {
  let passed = 0;
  let fired: Promise<unknown> | undefined;
  return {
    onBytes: (table: string, bytes: number) => {
      if (table !== 'public.account') return;
      passed += bytes;
      if (passed > 10_000_000) fired ??= fault();
    },
    fired: async () => Number(await fired),
  };
};

const nothingLeft = async () => {
  await sleep(200);
  expect(await server.query(`select count(*) from pg_stat_activity where application_name = 'faults'`)).toBe('0');
};

describe('a copy of a database that is written all the while', () => {
  it('is of one moment', async () => {
    await copyWhileWritten('calm', {});
    await isOfOneMoment('calm');
    await nothingLeft();
  });

  it('is of the same moment after the session that made it, and the one that copies, have ended', async () => {
    const again: string[] = [];
    // The oldest session is the one that the moment comes from; active is what reads rows.
    const fault = once(() =>
      end(
        'bank',
        `state = 'active' or backend_start = (select min(backend_start) from pg_stat_activity where application_name = 'faults' and datname = 'bank')`,
      ),
    );
    const { tables } = await copyWhileWritten('cut', { onBytes: fault.onBytes, onAgain: (table) => again.push(table) });
    expect(await fault.fired()).toBeGreaterThanOrEqual(2);
    expect(again).toEqual(['public.account']);
    expect(tables.map(({ table, rows }) => `${table} ${rows}`)).toEqual([
      `public.account ${ROWS}`,
      `public.mirror ${ROWS}`,
      'public.tick 1',
    ]);
    await isOfOneMoment('cut');
    await nothingLeft();
  });

  it('ends with SNAPSHOT_LOST, and never goes on under another moment, when all sessions of the source have ended', async () => {
    const fault = once(() => end('bank'));
    await expect(copyWhileWritten('lost', { onBytes: fault.onBytes })).rejects.toMatchObject({ code: 'SNAPSHOT_LOST' });
    expect(await fault.fired()).toBeGreaterThanOrEqual(4);
    expect(await server.query('select count(*) from account', 'lost')).toBe('0');
    await nothingLeft();
  });

  it('copies a table again when the session of the target has ended', async () => {
    const again: string[] = [];
    const fault = once(() => end('aim', `query like 'copy %'`));
    await copyWhileWritten('aim', { onBytes: fault.onBytes, onAgain: (table) => again.push(table) });
    expect(await fault.fired()).toBe(1);
    expect(again).toEqual(['public.account']);
    await isOfOneMoment('aim');
    await nothingLeft();
  });

  it('keeps nothing of a table that the target refuses, and leaves no session behind', async () => {
    await createDatabase(server, 'strict');
    await server.query(
      'create table t (id int, a int); insert into t select g, g from generate_series(1, 100000) g',
      'strict',
    );
    await createDatabase(server, 'refused');
    // An event trigger of the target adds a rule that one of the rows breaks.
    await server.query(
      `create function add_check() returns event_trigger language plpgsql as $$ begin
         if tg_tag = 'CREATE TABLE' then execute 'alter table public.t add check (id <> 70000)'; end if; end $$;
       create event trigger add_check on ddl_command_end when tag in ('CREATE TABLE') execute function add_check()`,
      'refused',
    );
    await expect(
      copyDatabase(settingsOf('strict'), settingsOf('refused'), { applicationName: 'faults' }),
    ).rejects.toMatchObject({
      code: 'POSTGRES_ROW_REFUSED',
      details: { side: 'target', line: 70000 },
    });
    expect(await server.query('select count(*) from t', 'refused')).toBe('0');
    await nothingLeft();
  });

  it('ends at once when it is aborted, and leaves no session behind', async () => {
    const abort = new AbortController();
    const fault = once(async () => {
      abort.abort();
      return 1;
    });
    await expect(copyWhileWritten('aborted', { onBytes: fault.onBytes, signal: abort.signal })).rejects.toThrow();
    expect(await fault.fired()).toBe(1);
    await nothingLeft();
  });
});
