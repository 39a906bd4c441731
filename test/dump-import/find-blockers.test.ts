import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import type { FindBlockersOptions } from '../../src/dump-import/publish/locks/find-blockers.js';
import { findBlockers } from '../../src/dump-import/publish/locks/find-blockers.js';
import { optionalGrants, renderGrants } from '../../src/contracts/dump-import/grants.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import type { Accounts } from '../support/mariadb-accounts.js';
import type { MariadbServer } from '../support/mariadb-server.js';
import { startTargetServer } from '../support/target-server.js';
import type { ReaderSession } from '../support/reader-session.js';
import { openReader } from '../support/reader-session.js';
import { targetSettings } from '../support/target-settings.js';

let server: MariadbServer;
let mysql: MysqlSettings;
let accounts: Accounts;
let idle: ReaderSession;
let elsewhere: ReaderSession;

/** A time zone other than UTC: the server reports a transaction's start in its own zone. */
beforeAll(async () => {
  server = await startTargetServer({ args: ['--default-time-zone=+05:30'] });
  accounts = await createAccounts(server, { databases: ['live'] });
  mysql = targetSettings(server, accounts);
  await server.query(
    'CREATE DATABASE live; CREATE TABLE live.t (v text) ENGINE=InnoDB; CREATE TABLE live.u (v int) ENGINE=MyISAM; CREATE TABLE live.u2 (v int) ENGINE=InnoDB; ' +
      "CREATE DATABASE other; CREATE TABLE other.t (v int); INSERT INTO live.t VALUES ('canary-row')",
  );
  idle = await openReader(server, ['live', 'other']);
  elsewhere = await openReader(server, ['live', 'other']);
  await idle.query('START TRANSACTION');
  await idle.query("SELECT v FROM live.t WHERE v <> 'canary-text'");
  await elsewhere.query('START TRANSACTION');
  await elsewhere.query('SELECT v FROM other.t');
  await new Promise((resolve) => setTimeout(resolve, 1_100));
});
afterAll(async () => {
  await Promise.all([idle.end(), elsewhere.end()]);
  await server.stop();
});

const grants = (verb: 'GRANT' | 'REVOKE') =>
  renderGrants(optionalGrants('mariadb'), accounts)
    .map((line) => (verb === 'GRANT' ? line : line.replace('GRANT', 'REVOKE').replace(' TO ', ' FROM ')))
    .join(';');

const find = async (options: FindBlockersOptions = {}) => {
  const report = await findBlockers(mysql, ['live'], options);
  expect(JSON.stringify(report)).not.toContain('canary');
  return report;
};

describe('without the plugin METADATA_LOCK_INFO', () => {
  it('and without PROCESS nobody can be named, and that is what is said', async () => {
    expect(await find()).toEqual({ blockers: [], hidden: 'by whom is unknown: grant PROCESS to the publisher' });
  });

  describe('but with the optional grant', () => {
    beforeEach(() => server.query(grants('GRANT')));

    it('every open transaction may be the one, with account, host and age', async () => {
      const { blockers } = await find();
      expect(blockers.map(({ id }) => id).sort()).toEqual([idle.id, elsewhere.id].sort());
      const [first] = blockers;
      expect(first).toMatchObject({ user: 'app', host: '127.0.0.1', doing: 'idle in transaction', certain: false });
      expect(first?.ageSeconds).toBeGreaterThanOrEqual(1);
      expect(first?.ageSeconds).toBeLessThan(30);
    });

    it('a statement comes after the transactions however long it runs, and last one that only sleeps', async () => {
      const [sleeper, busy] = await Promise.all([openReader(server, ['live']), openReader(server, ['live'])]);
      const asleep = sleeper.query('SELECT SLEEP(4)');
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      const runs = busy.query('SELECT BENCHMARK(100000000000, 1)').catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 200));
      const { blockers } = await find();
      await server.query(`KILL ${busy.id}`);
      expect(new Set(blockers.slice(0, 2).map(({ id }) => id))).toEqual(new Set([idle.id, elsewhere.id]));
      expect(blockers.slice(2)).toMatchObject([
        { id: busy.id, doing: 'SELECT' },
        { id: sleeper.id, doing: 'SELECT' },
      ]);
      await Promise.all([asleep, runs]);
      await sleeper.end();
    });
  });
});

describe('with the plugin METADATA_LOCK_INFO', () => {
  beforeAll(() => server.query("INSTALL SONAME 'metadata_lock_info'"));

  it('connection and table are certain even without PROCESS, and what is missing is said', async () => {
    await server.query(grants('REVOKE'));
    expect(await find()).toEqual({
      blockers: [{ id: idle.id, table: 'live.t', certain: true }],
      hidden: 'grant PROCESS to the publisher to see whose it is',
    });
  });

  it('and PROCESS everything is known, and nobody else is accused', async () => {
    await server.query(grants('GRANT'));
    const report = await find();
    expect(report).toEqual({
      blockers: [
        {
          id: idle.id,
          user: 'app',
          host: '127.0.0.1',
          ageSeconds: expect.any(Number) as number,
          doing: 'idle in transaction',
          table: 'live.t',
          certain: true,
        },
      ],
    });
  });

  it('who holds FLUSH TABLES WITH READ LOCK is named, and comes first as long as nobody waited longer', async () => {
    await server.query(grants('GRANT'));
    const backup = await openReader(server, ['live']);
    await server.query(`GRANT RELOAD ON *.* TO 'app'`);
    await backup.end();
    const locking = await openReader(server, ['live']);
    await locking.query('FLUSH TABLES WITH READ LOCK');
    const { blockers, hidden } = await find();
    await locking.end();
    expect(hidden).toBeUndefined();
    expect(blockers.find(({ id }) => id === locking.id)).toMatchObject({
      user: 'app',
      doing: 'holding a read lock on the whole server',
      certain: true,
    });
    expect(blockers.find(({ id }) => id === locking.id)).not.toHaveProperty('table');
  });

  it('a lock on a table that leaves live comes before an older one on a kept table, and our own connections do not count', async () => {
    await server.query(`${grants('GRANT')}; CREATE DATABASE prev_live; CREATE TABLE prev_live.old (v int)`);
    const [curious, late] = await Promise.all([
      openReader(server, ['live', 'prev_live']),
      openReader(server, ['live']),
    ]);
    const read = async (session: ReaderSession, table: string) => {
      await session.query('START TRANSACTION');
      await session.query(`SELECT COUNT(*) FROM ${table}`);
      await new Promise((resolve) => setTimeout(resolve, 1_100));
    };
    await read(curious, 'prev_live.old');
    await read(late, 'live.u2');
    const ids = async (options?: FindBlockersOptions) => (await find(options)).blockers.map(({ id }) => id);
    expect(await ids()).toEqual([idle.id, late.id, curious.id]);
    expect(await ids({ isKept: (_, table) => table === 't' })).toEqual([late.id, idle.id, curious.id]);
    expect(await ids({ except: [idle.id] })).toEqual([late.id, curious.id]);
    await Promise.all([curious.end(), late.end()]);
  });

  it('a running statement is described by its class, and a table lock without a transaction is seen', async () => {
    await server.query(grants('GRANT'));
    const busy = await openReader(server, ['live']);
    const locker = await openReader(server, ['live']);
    await locker.query('LOCK TABLES live.u READ');
    const running = busy.query(
      "SELECT /* canary */ SLEEP(2), 'canary' FROM live.u WHERE 1 OR 'canary' UNION ALL SELECT SLEEP(2), v FROM live.t",
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { blockers } = await find();
    expect(blockers.find(({ id }) => id === busy.id)).toMatchObject({ doing: 'SELECT', certain: true });
    expect(blockers.find(({ id }) => id === locker.id)).toMatchObject({
      doing: 'idle, holding a lock',
      table: 'live.u',
    });
    await running;
    await Promise.all([busy.end(), locker.end()]);
  });
});
