import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { optionalGrants, renderGrants } from '../../src/contracts/dump-import/grants.js';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import { findBlockers } from '../../src/dump-import/publish/locks/find-blockers.js';
import type { DatabaseServer } from '../support/database-server.js';
import type { Accounts } from '../support/mariadb-accounts.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import type { ReaderSession } from '../support/reader-session.js';
import { openReader } from '../support/reader-session.js';
import { startTargetServer } from '../support/target-server.js';
import { targetSettings } from '../support/target-settings.js';

let server: DatabaseServer;
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
    'CREATE DATABASE live; CREATE TABLE live.t (v text); CREATE TABLE live.u (v int) ENGINE=MyISAM; ' +
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
afterEach(() =>
  server.query(
    grants()
      .map((line) => line.replace('GRANT', 'REVOKE IF EXISTS').replace(' TO ', ' FROM '))
      .join(';'),
  ),
);

const grants = (which = /./) => renderGrants(optionalGrants('mysql'), accounts).filter((line) => which.test(line));
const grant = (which?: RegExp) => server.query(grants(which).join(';'));
const find = async () => {
  const report = await findBlockers(mysql, ['live']);
  expect(JSON.stringify(report)).not.toContain('canary');
  return report;
};
const holder = () => ({
  id: idle.id,
  user: 'app',
  host: '127.0.0.1',
  ageSeconds: expect.any(Number) as number,
  doing: 'idle in transaction',
});

describe('blockers of a publish on MySQL', () => {
  it('cannot be named without the optional grants, and that is what is said', async () => {
    expect(await find()).toEqual({ blockers: [], hidden: 'by whom is unknown: grant PROCESS to the publisher' });
  });

  it('may be any open transaction with PROCESS alone, reported with account, host and age', async () => {
    await grant(/PROCESS/);
    const { blockers } = await find();
    expect(blockers.map(({ id }) => id).sort()).toEqual([idle.id, elsewhere.id].sort());
    expect(blockers.find(({ id }) => id === idle.id)).toEqual({ ...holder(), certain: false });
    expect(blockers[0]?.ageSeconds).toBeGreaterThanOrEqual(1);
    expect(blockers[0]?.ageSeconds).toBeLessThan(60);
  });

  it.each([
    ['the locks alone', /performance/],
    ['both grants', /./],
  ])('is certain with %s, and nobody else is accused', async (_which, which) => {
    await grant(which);
    expect(await find()).toEqual({ blockers: [{ ...holder(), table: 'live.t', certain: true }] });
  });

  it('is described by the class of its statement, and seen also if a table lock needs no transaction', async () => {
    await grant();
    const busy = await openReader(server, ['live']);
    const locker = await openReader(server, ['live']);
    await locker.query('LOCK TABLES live.u READ');
    const running = busy.query(
      "SELECT /* canary */ SLEEP(2), '🏰 canary' FROM live.u WHERE 1 OR 'canary' UNION ALL SELECT SLEEP(2), v FROM live.t",
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
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
