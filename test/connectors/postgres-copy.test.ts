import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { PostgresConnection } from '../../src/connectors/postgres/open-connection.js';
import { eventually } from '../support/eventually.js';
import { startFaultProxy } from '../support/fault-proxy.js';
import { POSTGRES_VERSIONS } from '../support/postgres-programs.js';
import { startLoaderServer } from './postgres-loader.js';
import type { LoaderServer } from './postgres-loader.js';

const LOST = { code: 'POSTGRES_CONNECTION_LOST' };
const COPY = 'copy public.person from stdin';

const line = (id: number) => `${id}\tMüller ${id}\t\\N\n`;
const piece = (from: number, rows: number) =>
  Buffer.from(Array.from({ length: rows }, (_, n) => line(from + n)).join(''));

/** Pieces of 1,000 rows; never ends by itself if `rows` is not given. */
const source = (rows = Infinity) => {
  const state = { pieces: 0, closed: false };
  async function* pieces() {
    try {
      for (let from = 0; from < rows; from += 1_000) {
        yield piece(from, Math.min(1_000, rows - from));
        state.pieces += 1;
      }
    } finally {
      state.closed = true;
    }
  }
  return { pieces: pieces(), state };
};

/** Gives one piece, and then nothing until the test ends. */
async function* stalled() {
  yield piece(0, 1_000);
  await new Promise<never>(() => undefined);
}

describe.each(POSTGRES_VERSIONS)('a COPY into PostgreSQL %s', (version) => {
  let loader: LoaderServer;
  beforeAll(async () => {
    loader = await startLoaderServer({ version });
  });
  afterEach(() => loader.settle());
  afterAll(() => loader.server.stop());

  const copying = (connection: PostgresConnection) =>
    eventually('the COPY', async () => {
      const running = `select count(*) from pg_stat_progress_copy where pid = ${connection.backend.pid} and bytes_processed > 10000`;
      return (await loader.server.query(running)) === '1' ? true : undefined;
    });

  test('keeps every row and counts them, also without any', async () => {
    const connection = await loader.connect();
    expect(await connection.copyIn(COPY, source(123_456).pieces)).toBe(123_456);
    expect(await connection.copyIn(COPY, source(0).pieces)).toBe(0);
    expect(await loader.server.query('select count(*), sum(id), min(name), max(length(name)) from public.person')).toBe(
      `123456\t${(123_455 * 123_456) / 2}\tMüller 0\t13`,
    );
  });

  test('keeps nothing if its source fails, throws that error, and goes on', async () => {
    const connection = await loader.connect();
    const failure = new Error('the file is gone');
    async function* failing() {
      yield* source(5_000).pieces;
      throw failure;
    }
    async function* failingAtOnce() {
      throw failure;
    }
    await expect(connection.copyIn(COPY, failing())).rejects.toBe(failure);
    await expect(connection.copyIn(COPY, failingAtOnce())).rejects.toBe(failure);
    expect(await loader.count()).toBe(0);
    expect(await connection.copyIn(COPY, source(10).pieces)).toBe(10);
    expect(await loader.count()).toBe(10);
    const log = readFileSync(loader.server.logFile, 'utf8');
    expect(log).toContain('COPY from stdin failed: the source of the data failed');
    expect(log).not.toContain('the file is gone');
  });

  test('reads its source no faster than the server takes it', async () => {
    const [holder, connection] = [await loader.connect(), await loader.connect({ signal: AbortSignal.timeout(1_500) })];
    await holder.execute('begin; lock table public.person');
    const { pieces, state } = source();
    await expect(connection.copyIn(COPY, pieces)).rejects.toMatchObject(LOST);
    // What the sockets hold, and the driver's buffer.
    expect(state.pieces).toBeLessThan(500);
    expect(state.closed).toBe(true);
  });

  test.each([
    ['a value that does not fit', '7\tMüller\t31.31.2024\n', 'POSTGRES_ROW_REFUSED', '22008'],
    ['a missing column', '7\n', 'POSTGRES_ROW_REFUSED', '22P04'],
    ['a key that is there twice', line(3) + line(3), 'POSTGRES_ROW_REFUSED', '23505'],
    ['NULL in a column that has none', '7\t\\N\t\\N\n', 'POSTGRES_ROW_REFUSED', '23502'],
  ])('with %s keeps nothing and names the place, without the value', async (_, bad, code, sqlState) => {
    const connection = await loader.connect();
    const rest = source();
    async function* pieces() {
      yield piece(100, 50);
      yield Buffer.from(bad);
      yield* rest.pieces;
    }
    const error: unknown = await connection.copyIn(COPY, pieces(), 'Cannot stage').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, details: { sqlState, line: bad.startsWith('3') ? 52 : 51 } });
    expect(JSON.stringify([(error as Error).message, error])).not.toMatch(/Müller|31\.31|\(3\)/);
    expect((error as Error).message).toMatch(/^Cannot stage: the server answered 2/);
    // The answer is seen while the source still gives bytes.
    expect(rest.state.pieces).toBeLessThan(1_000);
    expect(await loader.count()).toBe(0);
    expect(await connection.query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('into a table that does not exist ends at once, and closes its source', async () => {
    const connection = await loader.connect();
    const { pieces, state } = source();
    await expect(connection.copyIn('copy public.nothing from stdin', pieces)).rejects.toThrow(
      'Cannot copy rows: the server answered 42P01 undefined_table: relation "public.nothing" does not exist',
    );
    expect(state.closed).toBe(true);
  });

  test.each(['gives bytes', 'has nothing to give'])(
    'whose session is ended while its source %s keeps nothing',
    async (how) => {
      const connection = await loader.connect();
      const stalls = how !== 'gives bytes';
      const lost = expect(connection.copyIn(COPY, stalls ? stalled() : source().pieces)).rejects.toMatchObject(LOST);
      await copying(connection);
      await loader.end(connection.backend.pid);
      await lost;
      expect(await loader.count()).toBe(0);
    },
  );

  test.each(['gives bytes', 'has nothing to give'])(
    'that is aborted while its source %s keeps nothing',
    async (how) => {
      const abort = new AbortController();
      const connection = await loader.connect({ signal: abort.signal });
      const stalls = how !== 'gives bytes';
      const lost = expect(connection.copyIn(COPY, stalls ? stalled() : source().pieces)).rejects.toMatchObject(LOST);
      await copying(connection);
      abort.abort();
      await lost;
      await loader.gone(connection.backend.pid, 1_000);
      expect(await loader.count()).toBe(0);
    },
  );

  test('whose network is cut keeps nothing', async () => {
    const proxy = await startFaultProxy(loader.server);
    try {
      const connection = await loader.connect({}, { address: { host: proxy.host, port: proxy.port } });
      proxy.set('up', { resetAfterBytes: 3_000_000 });
      await expect(connection.copyIn(COPY, source().pieces)).rejects.toMatchObject(LOST);
      expect(proxy.fired).toEqual(['reset']);
      await loader.gone(connection.backend.pid, 5_000);
      expect(await loader.count()).toBe(0);
    } finally {
      await proxy.stop();
    }
  });

  test('is lost whole when the server is killed', async () => {
    const connection = await loader.connect();
    const lost = expect(connection.copyIn(COPY, source().pieces)).rejects.toMatchObject(LOST);
    await copying(connection);
    await loader.server.kill9();
    await lost;
    await expect(loader.connect()).rejects.toMatchObject({ code: 'POSTGRES_UNREACHABLE' });
    await loader.server.restart();
    expect(await loader.count()).toBe(0);
  });
});

describe.each(POSTGRES_VERSIONS)('a COPY out of PostgreSQL %s', (version) => {
  let loader: LoaderServer;
  beforeAll(async () => {
    loader = await startLoaderServer({ version });
  });
  afterEach(() => loader.settle());
  afterAll(() => loader.server.stop());

  const MANY = "copy (select n, repeat('x', 100) from generate_series(1, 10000000) n) to stdout";

  test('yields the bytes that a COPY in takes', async () => {
    const connection = await loader.connect();
    await connection.copyIn(COPY, source(20_000).pieces);
    const parts: Buffer[] = [];
    for await (const part of connection.copyOut('copy (select * from public.person order by id) to stdout'))
      parts.push(part);
    expect(Buffer.concat(parts).equals(piece(0, 20_000))).toBe(true);
    expect(await connection.query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('waits for a slow reader, and is left by a reader who goes', async () => {
    const connection = await loader.connect();
    let bytes = 0;
    for await (const part of connection.copyOut(MANY)) {
      bytes += part.length;
      await sleep(200);
      const waits = `select wait_event from pg_stat_activity where pid = ${connection.backend.pid}`;
      if (bytes > 500_000) {
        expect(await loader.server.query(waits)).toBe('ClientWrite');
        break;
      }
    }
    await loader.gone(connection.backend.pid, 2_000);
    await expect(connection.query('select 1')).rejects.toMatchObject(LOST);
  });

  test('throws when its session is ended, or when its query fails in between', async () => {
    const first = await loader.connect();
    const read = async (connection: PostgresConnection, statement: string) => {
      for await (const part of connection.copyOut(statement)) if (part.length === 0) break;
    };
    const lost = expect(read(first, MANY)).rejects.toMatchObject(LOST);
    await sleep(200);
    await loader.end(first.backend.pid);
    await lost;
    const second = await loader.connect();
    const failing = 'copy (select 1 / (5000 - n) from generate_series(1, 10000) n) to stdout';
    await expect(read(second, failing)).rejects.toMatchObject({
      code: 'POSTGRES_ROW_REFUSED',
      details: { sqlState: '22012' },
    });
    expect(await second.query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  test.each(['cut', 'reset'] as const)(
    'throws when the network is %s in between, and never ends as if it were whole',
    async (how) => {
      const proxy = await startFaultProxy(loader.server);
      try {
        const connection = await loader.connect({}, { address: { host: proxy.host, port: proxy.port } });
        proxy.set('down', how === 'cut' ? { cutAfterBytes: 3_000_000 } : { resetAfterBytes: 3_000_000 });
        let bytes = 0;
        const read = async () => {
          for await (const part of connection.copyOut(MANY)) {
            bytes += part.length;
            if (bytes > 1_000_000 && bytes < 1_300_000) await sleep(100);
          }
        };
        await expect(read()).rejects.toMatchObject(LOST);
        expect(proxy.fired).toEqual([how]);
        // A reset throws away what has come and was not read yet.
        expect(bytes).toBeGreaterThan(how === 'cut' ? 1_000_000 : 0);
      } finally {
        await proxy.stop();
      }
    },
  );

  test('throws when it is aborted while its reader is busy', async () => {
    const abort = new AbortController();
    const connection = await loader.connect({ signal: abort.signal, clientCheckMs: 0 });
    const read = async () => {
      for await (const part of connection.copyOut(MANY)) {
        if (part.length === 0 || abort.signal.aborted) continue;
        abort.abort();
        await loader.gone(connection.backend.pid, 2_000);
      }
    };
    await expect(read()).rejects.toMatchObject(LOST);
  });
});
