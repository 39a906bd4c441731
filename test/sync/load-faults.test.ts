import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BuildEvent } from '../../src/database-sync/built-generation.js';
import type { PostgresProxy } from '../support/postgres-proxy.js';
import type { PostgresServer } from '../support/postgres-server.js';
import type { BuildRequest } from './build.js';
import { startPostgresProxy } from '../support/postgres-proxy.js';
import { startPostgres } from '../support/postgres-server.js';
import { build } from './build.js';
import { psqlNow } from './psql-now.js';
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

/** Ends sessions of the copy in a database. */
const end = (database: string, where = 'true') =>
  server.query(
    `select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'build-test' and datname = '${database}' and (${where})`,
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

/** Builds a generation of the bank in a new database, with one job, while amounts move; returns what was heard. */
const buildWhileWritten = async (
  as: string,
  options: Partial<BuildRequest> & { readonly by?: PostgresServer } = {},
) => {
  await createDatabase(server, as);
  const stop = new AbortController();
  const writing = writeUntil(stop.signal);
  await sleep(300);
  const { by = server, onProgress, ...others } = options;
  const events: BuildEvent[] = [];
  try {
    const built = await build({
      from: { server, database: 'bank' },
      to: { server: by, database: as },
      jobs: 1,
      ...others,
      onProgress: (event) => {
        events.push(event);
        onProgress?.(event);
      },
    });
    return { ...built, events };
  } finally {
    stop.abort();
    expect(await writing).toBeGreaterThan(5);
  }
};

/** The tables are of one moment: their sums cancel out, and the counter is what was moved. */
const isOfOneMoment = async (database: string) => {
  const answer = await server.query(
    `select (select sum(amount) from imp_public.account) + (select sum(amount) from imp_public.mirror), (select sum(amount) from imp_public.account) - (select n from imp_public.tick), (select n > 0 from imp_public.tick), (select count(*) = ${ROWS} from imp_public.account)`,
    database,
  );
  expect(answer).toBe('0\t0\tt\tt');
};

/** Calls `fault` once, when about a third of the large table has passed, and tells when it has happened. */
const once = (fault: () => Promise<unknown>) => {
  let passed = 0;
  let fired: Promise<unknown> | undefined;
  return {
    onProgress: (event: BuildEvent) => {
      if (event.type !== 'bytes' || event.table !== 'public.account') return;
      passed += event.bytes;
      if (passed > 10_000_000) fired ??= fault();
    },
    fired: async () => Number(await fired),
  };
};

/** Tables that were copied again. */
const againIn = (events: readonly BuildEvent[]): string[] =>
  events.flatMap((event) => (event.type === 'table' && event.state === 'again' ? [event.table] : []));

const nothingLeft = async () => {
  await sleep(200);
  expect(await server.query(`select count(*) from pg_stat_activity where application_name = 'build-test'`)).toBe('0');
};

const rowsOf = ({ tables }: Awaited<ReturnType<typeof buildWhileWritten>>) =>
  tables.map(({ schema, name, rows }) => `${schema}.${name} ${rows}`);
const ALL = [`public.account ${ROWS}`, `public.mirror ${ROWS}`, 'public.tick 1'];

describe('a generation of a database that is written all the while', () => {
  it('is of one moment', async () => {
    expect(rowsOf(await buildWhileWritten('calm', { jobs: 2 }))).toEqual(ALL);
    await isOfOneMoment('calm');
    await nothingLeft();
  });

  it('is of the same moment after the session that made it, and the one that copies, have ended', async () => {
    // The oldest session is the one that the moment comes from; active is what reads rows.
    const fault = once(() =>
      end(
        'bank',
        `state = 'active' or backend_start = (select min(backend_start) from pg_stat_activity where application_name = 'build-test' and datname = 'bank')`,
      ),
    );
    const built = await buildWhileWritten('cut', { onProgress: fault.onProgress });
    expect(await fault.fired()).toBeGreaterThanOrEqual(2);
    expect(againIn(built.events)).toEqual(['public.account']);
    expect(rowsOf(built)).toEqual(ALL);
    await isOfOneMoment('cut');
    await nothingLeft();
  });

  it('is none, with SNAPSHOT_LOST, when all sessions of the source have ended: never one of two moments', async () => {
    const fault = once(() => end('bank'));
    await expect(buildWhileWritten('lost', { onProgress: fault.onProgress })).rejects.toMatchObject({
      code: 'SNAPSHOT_LOST',
    });
    expect(await fault.fired()).toBeGreaterThanOrEqual(4);
    await nothingLeft();
  });

  it('has every row once when the session of the target that copies has ended', async () => {
    const fault = once(() => end('aim', `query like 'copy %'`));
    const built = await buildWhileWritten('aim', { onProgress: fault.onProgress });
    expect(await fault.fired()).toBe(1);
    expect(againIn(built.events)).toEqual(['public.account']);
    await isOfOneMoment('aim');
    await nothingLeft();
  });

  it('is none of a table that the target refuses', async () => {
    await createDatabase(server, 'strict');
    await server.query(
      'create table t (id int, a int); insert into t select g, g from generate_series(1, 100000) g; create table u (id int); insert into u select g from generate_series(1, 100000) g',
      'strict',
    );
    await createDatabase(server, 'refused');
    let changed = 0;
    const refused = build({
      from: { server, database: 'strict' },
      to: { server, database: 'refused' },
      jobs: 1,
      onProgress: (event) => {
        if (event.type !== 'step' || event.step !== 'copy') return;
        changed += 1;
        psqlNow(server, 'refused', 'alter table imp_public.t add check (id <> 70000)');
      },
    });
    await expect(refused).rejects.toMatchObject({
      code: 'POSTGRES_ROW_REFUSED',
      details: { side: 'target', line: 70000 },
    });
    expect(changed).toBe(1);
    await nothingLeft();
  });

  it('ends at once when it is aborted, and leaves no session behind', async () => {
    const abort = new AbortController();
    const fault = once(() => {
      abort.abort();
      return Promise.resolve(1);
    });
    await expect(
      buildWhileWritten('aborted', { onProgress: fault.onProgress, signal: abort.signal }),
    ).rejects.toThrow();
    expect(await fault.fired()).toBe(1);
    await nothingLeft();
  });
});

describe('a server of the target that has started again', () => {
  it('ends the load, because it may have lost what it had answered', async () => {
    const target = await startPostgres();
    try {
      await createDatabase(target, 'crashed');
      // The server ends all its sessions when one process of it is killed, and goes on with the same postmaster.
      const fault = once(async () => {
        const pid = await target.query(
          `select pid from pg_stat_activity where application_name = 'build-test' and query like 'copy %' limit 1`,
        );
        process.kill(Number(pid), 'SIGKILL');
        return pid;
      });
      const built = build({
        from: { server, database: 'bank' },
        to: { server: target, database: 'crashed' },
        jobs: 1,
        onProgress: fault.onProgress,
      });
      await expect(built).rejects.toMatchObject({ code: 'POSTGRES_CONNECTION_LOST' });
      await expect(built).rejects.toThrow('has started again');
      expect(await fault.fired()).toBeGreaterThan(0);
      await nothingLeft();
    } finally {
      await target.stop();
    }
  });
});

describe('an answer that is lost', () => {
  let proxy: PostgresProxy;
  beforeAll(async () => {
    proxy = await startPostgresProxy(server.port);
    await createDatabase(server, 'moods');
    // Rows go by the root, because the hash of an enumeration is another one in a copy.
    await server.query(
      `create type mood as enum ('low', 'high'); create table split (m mood, v int, primary key (m, v)) partition by hash (m);
       create table split_0 partition of split for values with (modulus 2, remainder 0); create table split_1 partition of split for values with (modulus 2, remainder 1);
       create table plain (id int primary key, v int unique, ref int references plain); create table no_key (id int, v text);
       insert into split select m, g from unnest('{low,high}'::mood[]) m, generate_series(1, 500) g;
       insert into plain select g, g, g from generate_series(1, 1000) g; insert into no_key select g, 'v' || g from generate_series(1, 1000) g`,
      'moods',
    );
  });
  afterAll(() => proxy.stop());

  /** Strikes at the nth statement like this one, or at a commit after one of its session: `… ; commit`. */
  const cut = async (as: string, strike: Parameters<PostgresProxy['arm']>[0], like: RegExp, nth = 1) => {
    await createDatabase(server, as);
    let seen = 0;
    const before = new Map<number, string>();
    proxy.arm(strike, ({ sql, pid }) => {
      const told = sql === 'commit' ? `${before.get(pid)}; commit` : sql;
      before.set(pid, sql);
      return like.test(told) && (seen += 1) === nth;
    });
    const { tables } = await build({
      from: { server, database: 'moods' },
      to: { server: { ...server, port: proxy.port }, database: as },
      jobs: 1,
    });
    expect(proxy.fired).toHaveLength(1);
    expect(Object.fromEntries(tables.map(({ name, rows }) => [name, rows]))).toEqual({
      split: 1000,
      plain: 1000,
      no_key: 1000,
    });
    const counts = await server.query(
      `select (select count(*) from imp_public.split), (select count(*) from imp_public.plain), (select count(*) from imp_public.no_key),
         (select string_agg(conname, ',' order by conname) from pg_constraint where connamespace = 'imp_public'::regnamespace and conrelid = 'imp_public.plain'::regclass and convalidated)`,
      as,
    );
    expect(counts).toBe('1000\t1000\t1000\tplain_pkey,plain_ref_fkey,plain_v_key');
    await nothingLeft();
  };

  it('to the commit of a copy brings no row twice, also of rows that go by a partitioned table', async () => {
    for (const nth of [1, 2, 3]) await cut(`commit_${nth}`, 'answer', /^copy .* from stdin.*; commit$/, nth);
  });

  it('to the making of an index, a key or a foreign key makes it once', async () => {
    await cut('index_answer', 'answer', /^CREATE UNIQUE INDEX plain_pkey .*; commit$/s);
    await cut('key_answer', 'answer', /PRIMARY KEY USING INDEX "?plain_pkey"?; commit$/);
    await cut('reference_answer', 'answer', /FOREIGN KEY .* NOT VALID; commit$/);
    await cut('validate_cut', 'client', /validate constraint/);
  });

  it('to a copy or a proof, whose server process was ended, is asked for again', async () => {
    await cut('proof_backend', 'backend', /^copy .* to stdout$/);
    await cut('copy_backend', 'backend', /^copy .* from stdin[^;]*$/, 2);
  });
});
