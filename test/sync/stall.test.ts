import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PostgresConnection } from '../../src/connectors/postgres/open-connection.js';
import { askServer } from '../../src/connectors/postgres/stall/ask-server.js';
import { openConnection, withConnection } from '../../src/connectors/postgres/open-connection.js';
import type { FaultProxy } from '../support/fault-proxy.js';
import { startFaultProxy } from '../support/fault-proxy.js';
import type { PostgresProxy } from '../support/postgres-proxy.js';
import { startPostgresProxy } from '../support/postgres-proxy.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';
import { build } from './build.js';
import { postgresSettings } from './hand-made-generation.js';

const ROWS = 40_000;
/** So short that a test can wait for it; a user's is a minute. */
const inTest = { applicationName: 'test', silentMs: 400 };
const LOST = { code: 'POSTGRES_CONNECTION_LOST' };
const READ = { statement: 'copy public.rows to stdout' };
const WRITE = 'copy public.taken from stdin';

let server: PostgresServer;
let line: FaultProxy;
let statements: PostgresProxy;
beforeAll(async () => {
  server = await startPostgres();
  [line, statements] = await Promise.all([startFaultProxy(server), startPostgresProxy(server.port)]);
  await server.query(
    `create table public.rows as select i as id, repeat(md5(i::text), 10) as text from generate_series(1, ${ROWS}) i;
     create table public.taken (id int, text text);
     create function public.slow() returns trigger language plpgsql as 'begin perform pg_sleep(2.5); return null; end'`,
  );
});
afterAll(async () => {
  await Promise.all([line.stop(), statements.stop()]);
  await server.stop();
});

const through = (proxy: { readonly host: string; readonly port: number }) => ({
  ...postgresSettings(server),
  address: { host: proxy.host, port: proxy.port },
});
const heal = () => {
  line.set('up', {});
  line.set('down', {});
};
const stall = () => {
  line.set('up', { blackHole: true });
  line.set('down', { blackHole: true });
};

/** A relay of all rows, one side of which goes through the line; stalls it once some bytes have passed. */
const relay = async (side: 'source' | 'target', onBytes: (passed: number) => void) => {
  const [source, target] = await Promise.all([
    openConnection(side === 'source' ? through(line) : postgresSettings(server), inTest),
    openConnection(side === 'target' ? through(line) : postgresSettings(server), inTest),
  ]);
  let passed = 0;
  try {
    await target.execute('begin');
    const { rows } = await source.relay(READ.statement, { connection: target, statement: WRITE }, (bytes) => {
      passed += bytes;
      onBytes(passed);
    });
    await target.execute('rollback');
    return rows;
  } finally {
    heal();
    source.destroy();
    target.destroy();
  }
};

describe('a line that passes nothing on', () => {
  it('at the log-in, and between it and the first statement, is given up after the time for connecting', async () => {
    stall();
    const options = { ...inTest, connectTimeoutMs: 800 };
    await expect(openConnection(through(line), options)).rejects.toMatchObject({ code: 'POSTGRES_UNREACHABLE' });
    heal();
    statements.arm('stall', ({ sql }) => sql.startsWith('set timezone'));
    await expect(openConnection(through(statements), options)).rejects.toMatchObject({ code: 'POSTGRES_UNREACHABLE' });
    expect([line.fired.includes('blackHole'), statements.fired.length]).toEqual([true, 1]);
  });

  it('at a COMMIT, or any statement, ends in a lost connection', async () => {
    for (const sql of ['commit', 'select 1']) {
      const connection = await openConnection(through(statements), inTest);
      await connection.execute('begin');
      statements.arm('stall', (statement) => statement.sql === sql);
      await expect(connection.execute(sql)).rejects.toMatchObject(LOST);
      expect(statements.fired).toHaveLength(1);
    }
  });

  it.each(['source', 'target'] as const)('in the middle of a COPY ends it, on the side of the %s', async (side) => {
    const outcome = relay(side, (passed) => passed > 500_000 && stall());
    await expect(outcome).rejects.toMatchObject({ ...LOST, details: { side } });
  });

  it('in the middle of a COPY out, or in, ends it', async () => {
    const out = await openConnection(through(line), inTest);
    const reading = (async () => {
      let passed = 0;
      for await (const piece of out.copyOut(READ.statement)) if ((passed += piece.length) > 500_000) stall();
    })();
    await expect(reading).rejects.toMatchObject(LOST);
    heal();
    const into = await openConnection(through(line), inTest);
    await into.execute('begin');
    const rows = async function* () {
      for (let sent = 0; sent < 200; sent += 1) {
        if (sent === 20) stall();
        yield await Promise.resolve(Buffer.from(`1\t${'x'.repeat(100_000)}\n`));
      }
    };
    await expect(into.copyIn(WRITE, rows())).rejects.toMatchObject(LOST);
    heal();
  });
});

describe('a session that is only slow goes on', () => {
  const inTime = async (body: (connection: PostgresConnection) => Promise<unknown>) =>
    withConnection(postgresSettings(server), { ...inTest, silentMs: 200 }, body);

  it('while the server works, or waits for a lock', async () => {
    await inTime((connection) => connection.query('select pg_sleep(2)'));
    const holder = await openConnection(postgresSettings(server), inTest);
    await holder.execute('begin; lock table public.taken');
    const waiting = inTime((connection) => connection.query('select count(*) from public.taken'));
    await sleep(2_000);
    await holder.execute('commit');
    await waiting;
    await holder.close();
  });

  it('while the other side of a copy has nothing to give, or makes the end of it', async () => {
    await inTime((source) =>
      inTime(async (target) => {
        const statement = 'copy (select i, pg_sleep(0.6)::text from generate_series(1, 4) i) to stdout';
        expect((await source.relay(statement, { connection: target, statement: WRITE })).rows).toBe(4);
        await target.execute(
          'create trigger slow after insert on public.taken for each statement execute function public.slow()',
        );
        expect((await source.relay(READ.statement, { connection: target, statement: WRITE })).rows).toBe(ROWS);
        await target.execute('drop trigger slow on public.taken; truncate public.taken');
      }),
    );
  });

  it('while whoever reads or gives the rows takes their time', async () => {
    await inTime(async (connection) => {
      let pieces = 0;
      for await (const piece of connection.copyOut(READ.statement))
        if (piece.length > 0 && (pieces += 1) < 3) await sleep(1_200);
      const rows = async function* () {
        for (let sent = 0; sent < 2; sent += 1) {
          await sleep(1_200);
          yield Buffer.from('1\tx\n');
        }
      };
      expect(await connection.copyIn(WRITE, rows())).toBe(2);
    });
  });

  it('on a line of 200 KB a second: a whole build from there to there is proved', async () => {
    await server.query('create database slow');
    await server.query('create database copy');
    await server.query(
      `create table public.rows as select i as id, md5(i::text) as text from generate_series(1, 6000) i`,
      'slow',
    );
    for (const direction of ['up', 'down'] as const) line.set(direction, { bytesPerSecond: 200_000 });
    const slow = { ...server, host: line.host, port: line.port };
    const began = Date.now();
    const { tables } = await build({
      from: { server: slow, database: 'slow' },
      to: { server: slow, database: 'copy' },
      jobs: 1,
    });
    heal();
    expect(tables).toMatchObject([{ name: 'rows', rows: 6_000 }]);
    expect(Date.now() - began).toBeGreaterThan(2_000);
  });
});

it('a server that does not tell what its sessions do is left alone', async () => {
  await withConnection(postgresSettings(server), { applicationName: 'test' }, async (connection) => {
    await connection.execute('set track_activities = off');
    const working = connection.query('select pg_sleep(1)');
    expect(await askServer(postgresSettings(server), connection.backend)).toBe('works');
    await working;
  });
});

it('a line that lets a session in and then says nothing, as a pooler without a free one, is open', async () => {
  statements.arm('stall', ({ sql }) => sql.includes('pg_stat_activity'));
  expect(await askServer(through(statements), { pid: 1, startedAt: '' }, 2_000)).toBe('works');
  expect(statements.fired).toHaveLength(1);
});
