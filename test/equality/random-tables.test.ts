import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import { onMysql, startTargetServer } from '../support/target-server.js';
import type { TargetServer } from '../support/target-server.js';
import { targetSettings } from '../support/target-settings.js';
import { compareWays, dumpOf } from './both-ways.js';
import { randomTable } from './random-table.js';

/** A search for more: `STEVEDORE_EQUALITY_CASES=2000 STEVEDORE_EQUALITY_SEED=random`; a failure names its seed. */
const { STEVEDORE_EQUALITY_CASES: CASES = '40', STEVEDORE_EQUALITY_SEED: WANTED = '20240229' } = process.env;
const SEED = WANTED === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(WANTED);
const DATABASE = 'random_db';

let server: TargetServer;
let mysql: MysqlSettings;

beforeAll(async () => {
  // Settings of the server's own that differ from those of every dump.
  server = await startTargetServer({
    args: ['--default-time-zone=+05:30', '--sql-mode=STRICT_ALL_TABLES,NO_ZERO_DATE'],
  });
  mysql = targetSettings(server, await createAccounts(server, { databases: [DATABASE] }));
  await server.query(`CREATE DATABASE ${DATABASE} CHARACTER SET utf8mb4`);
});
afterAll(() => server.stop());

it(`${CASES} random tables are loaded as the vendor's client loads them (seed ${SEED})`, async () => {
  let made = 0;
  await fc.assert(
    fc.asyncProperty(randomTable(onMysql ? 'mysql' : 'mariadb'), async ({ sql, options }) => {
      // Some combinations make no table: a row too large, a key too long.
      const refused = await server.query(sql, { database: DATABASE }).then(
        () => false,
        () => true,
      );
      fc.pre(!refused);
      made++;
      expect(
        await compareWays(server, mysql, DATABASE, await dumpOf(server, DATABASE, options)),
        `${sql}\n${options.join(' ')}`,
      ).toEqual([]);
    }),
    { numRuns: Number(CASES), seed: SEED, endOnFailure: true },
  );
  expect(made).toBeGreaterThanOrEqual(Number(CASES));
}, 3_600_000);
