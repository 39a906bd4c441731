import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { endBackends } from '../../src/connectors/postgres/end-backends.js';
import { inTransaction } from '../../src/connectors/postgres/in-transaction.js';
import { readServerFacts } from '../../src/connectors/postgres/server-facts.js';
import { startFaultProxy } from '../support/fault-proxy.js';
import { POSTGRES_VERSIONS } from '../support/postgres-programs.js';
import { startLoaderServer } from './postgres-loader.js';
import type { LoaderServer } from './postgres-loader.js';

const LOST = { code: 'POSTGRES_CONNECTION_LOST' };

describe.each(POSTGRES_VERSIONS)('a session of PostgreSQL %s', (version) => {
  let loader: LoaderServer;
  beforeAll(async () => {
    // None of these may change what a session does.
    const settings = ['timezone=Asia/Kolkata', 'datestyle=SQL,DMY', 'bytea_output=escape'];
    const more = ['standard_conforming_strings=off', 'default_transaction_isolation=serializable'];
    loader = await startLoaderServer({ version, settings: [...settings, ...more] });
    await loader.server.query(`alter role loader set statement_timeout = '100ms'`);
  });
  afterEach(() => loader.settle());
  afterAll(() => loader.server.stop());

  test('has the settings that it needs, whatever server and account have', async () => {
    const connection = await loader.connect({
      applicationName: 'stevedore – import',
      idleInTransactionTimeoutMs: 60_000,
    });
    const expected = {
      timezone: 'UTC',
      datestyle: 'ISO, YMD',
      bytea_output: 'hex',
      standard_conforming_strings: 'on',
      statement_timeout: '0',
      lock_timeout: '0',
      transaction_isolation: 'read committed',
      idle_in_transaction_session_timeout: '1min',
      client_connection_check_interval: '5s',
      application_name: 'stevedore ? import',
    };
    const rows = await connection.query(
      'select name, current_setting(name) as setting from unnest($1::text[]) as name',
      [Object.keys(expected)],
    );
    expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual(expected);
    expect(await loader.isThere(connection.backend.pid)).toBe(true);
  });

  test('returns numbers, booleans and arrays of text, and all else as text', async () => {
    const connection = await loader.connect();
    const [row] = await connection.query(
      `select 7 as i, 9007199254740991 as b, 9007199254740993 as beyond, 1.50 as n, true as yes, date '2024-02-03' as d,
         timestamptz '2024-02-03 04:05:06.123456+00' as t, array['a', null, 'ü"'] as texts, '{"a": 1.0}'::json as j,
         '\\xff'::bytea as bytes, $1::text as given`,
      ['o\'h "\\'],
    );
    expect(row).toEqual({
      i: 7,
      b: 9007199254740991,
      beyond: '9007199254740993',
      n: '1.50',
      yes: true,
      d: '2024-02-03',
      t: '2024-02-03 04:05:06.123456+00',
      texts: ['a', null, 'ü"'],
      j: '{"a": 1.0}',
      bytes: '\\xff',
      given: 'o\'h "\\',
    });
  });

  test('says how many rows a statement changed, and reads facts about the server', async () => {
    const connection = await loader.connect();
    const insert = "insert into public.person select n, 'x' from generate_series(1, $1) n";
    expect(await connection.execute(insert, [5])).toEqual({ affectedRows: 5, command: 'INSERT' });
    const two = await connection.execute(
      'delete from public.person where id = 1; update public.person set born = null',
    );
    expect(two).toEqual({ affectedRows: 4, command: 'UPDATE' });
    expect(await readServerFacts(connection)).toMatchObject({
      version: connection.serverVersion,
      versionText: (await loader.server.query('show server_version')).split(' ')[0],
      encoding: 'UTF8',
      standby: false,
      readOnly: false,
      account: 'loader',
      mayCreateSchemas: false,
    });
  });

  test('that is ended while it idles does not end the process; the next call says so', async () => {
    const connection = await loader.connect();
    await loader.end(connection.backend.pid);
    await loader.gone(connection.backend.pid);
    await sleep(100);
    await expect(connection.query('select 1')).rejects.toMatchObject(LOST);
  });

  test('whose statement is aborted leaves the server within a second', async () => {
    const abort = new AbortController();
    // The server looks for lost clients by itself: not here.
    const connection = await loader.connect({ signal: abort.signal, clientCheckMs: 0 });
    const statement = connection.query('select count(*) from generate_series(1, 1e12) n');
    await sleep(200);
    expect(await loader.isThere(connection.backend.pid)).toBe(true);
    abort.abort();
    await expect(statement).rejects.toMatchObject(LOST);
    await loader.gone(connection.backend.pid, 1_000);
  });

  test('is not opened if it is aborted before, and is dropped if it is aborted in between', async () => {
    await expect(loader.connect({ signal: AbortSignal.abort() })).rejects.toThrow('aborted');
    const proxy = await startFaultProxy(loader.server);
    try {
      proxy.set('down', { blackHole: true });
      const abort = new AbortController();
      const address = { host: proxy.host, port: proxy.port };
      const opening = loader.connect({ signal: abort.signal }, { address });
      setTimeout(() => abort.abort(), 200);
      await expect(opening).rejects.toMatchObject(LOST);
      expect(proxy.fired).toEqual(['blackHole']);
    } finally {
      await proxy.stop();
    }
  });

  test('whose client is gone is ended by the server, which looks for it while a statement runs', async () => {
    const proxy = await startFaultProxy(loader.server);
    try {
      const address = { host: proxy.host, port: proxy.port };
      const watched = await loader.connect({ clientCheckMs: 500 }, { address });
      const unwatched = await loader.connect({ clientCheckMs: 0 }, { address });
      const lost = [watched, unwatched].map((each) =>
        expect(each.query('select pg_sleep(60)')).rejects.toMatchObject(LOST),
      );
      await sleep(200);
      proxy.resetAll();
      await Promise.all(lost);
      await loader.gone(watched.backend.pid, 3_000);
      expect(await loader.isThere(unwatched.backend.pid)).toBe(true);
      await loader.end(unwatched.backend.pid);
    } finally {
      await proxy.stop();
    }
  });

  test('does not outlive a restart of the server; the next one is opened as before', async () => {
    const connection = await loader.connect();
    const lost = expect(connection.query('select pg_sleep(60)')).rejects.toMatchObject(LOST);
    await loader.server.restart();
    await lost;
    await expect(connection.query('select 1')).rejects.toMatchObject(LOST);
    expect(await (await loader.connect()).query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('ends the sessions of an earlier try, and no other', async () => {
    const [old, other, own] = [await loader.connect(), await loader.connect(), await loader.connect()];
    await old.execute("begin; insert into public.person values (1, 'x')");
    const waits = other.query("insert into public.person values (1, 'y')");
    // The number of a session that ended long ago, which another one has now.
    const reused = { pid: other.backend.pid, startedAt: '2001-01-01 00:00:00.000000' };
    await endBackends(own, [old.backend, reused, { pid: 1, startedAt: '' }]);
    expect(await loader.isThere(old.backend.pid)).toBe(false);
    await waits;
    expect(await loader.server.query('select name from public.person')).toBe('y');
    await expect(old.query('select 1')).rejects.toMatchObject(LOST);
  });

  test('commits a transaction whole, rolls it back whole, and says when the server did so by itself', async () => {
    const connection = await loader.connect();
    const insert = (id: number) => connection.execute('insert into public.person values ($1, $2)', [id, 'x']);
    await inTransaction(connection, () => insert(1));
    const thrown = new Error('of the body');
    const failing = inTransaction(connection, async () => {
      await insert(2);
      throw thrown;
    });
    await expect(failing).rejects.toBe(thrown);
    const swallowing = inTransaction(connection, async () => {
      await insert(3);
      await insert(1).catch(() => undefined);
    });
    await expect(swallowing).rejects.toMatchObject({ code: 'POSTGRES_STATEMENT_FAILED' });
    expect(await loader.server.query('select id from public.person')).toBe('1');
  });

  test('waits no longer than it was told', async () => {
    const [first, second] = [
      await loader.connect(),
      await loader.connect({ statementTimeoutMs: 300, lockTimeoutMs: 100 }),
    ];
    await first.execute('begin; lock table public.person');
    await expect(second.query('select * from public.person')).rejects.toMatchObject({ code: 'POSTGRES_LOCK_TIMEOUT' });
    await expect(second.query('select pg_sleep(60)')).rejects.toMatchObject({ code: 'POSTGRES_STATEMENT_CANCELLED' });
    expect(await second.query('select 1 as one')).toEqual([{ one: 1 }]);
  });
});
