import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MysqlSettings } from '../../src/contracts/settings.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import { onMysql, startTargetServer } from '../support/target-server.js';
import type { TargetServer } from '../support/target-server.js';
import { targetSettings } from '../support/target-settings.js';
import { compareWays, dumpOf, loadOurWay, STRATEGIES } from './both-ways.js';
import { PAIRWISE } from './pairwise.js';

const DATABASE = 'types_db';
const LARGE = 'large_db';

let server: TargetServer;
let mysql: MysqlSettings;

beforeAll(async () => {
  server = await startTargetServer({ args: ['--default-time-zone=+05:30', '--max-allowed-packet=128M', '--sql-mode=', '--innodb-log-file-size=128M'] });
  mysql = targetSettings(server, await createAccounts(server, { databases: [DATABASE, LARGE] }));
  await server.query([DATABASE, LARGE].map((name) => `CREATE DATABASE ${name} CHARACTER SET utf8mb4`).join(';'));
  for (const name of ['types', onMysql ? 'types-mysql' : 'types-mariadb']) await server.query(statements(name), { database: DATABASE });
  await server.query(statements('types-large'), { database: LARGE });
});
afterAll(() => server.stop());

const statements = (name: string): string => readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8');

// The dump's own CREATE DATABASE would lead the client back to where the rows come from.
const lists = [...PAIRWISE.map((options) => options.filter((option) => option !== '--databases')), ['--default-character-set=utf8mb3'], ['--default-character-set=latin1', '--hex-blob']];

it.each(lists.map((options) => ({ options, shown: options.join(' ') || 'no options' })))('every type, character set and engine in a dump with $shown is loaded as the client loads it, both ways', async ({ options }) => {
  expect(await compareWays(server, mysql, DATABASE, await dumpOf(server, DATABASE, ['--max-allowed-packet=1G', ...options]))).toEqual([]);
});

it.each([[[]], [['--hex-blob']]])('values of 16 MB in a dump with %j are loaded as the client loads them, both ways', async (options) => {
  expect(await compareWays(server, mysql, LARGE, await dumpOf(server, LARGE, ['--max-allowed-packet=1G', ...options]))).toEqual([]);
});

describe('what the client would damage without a word is refused', () => {
  const dumpWith = async (sql: string, options: readonly string[]): Promise<string> => {
    await server.query(`DROP DATABASE IF EXISTS frail; CREATE DATABASE frail; USE frail; SET NAMES utf8mb4, time_zone = '+00:00'; ${sql}`);
    return dumpOf(server, 'frail', options);
  };
  it.each([
    ['times in UTC that the dump does not call UTC', "CREATE TABLE t (a TIMESTAMP NULL); INSERT INTO t VALUES ('1970-01-01 00:00:01')", ['--compact']],
    ['text in latin1 that the dump calls nothing', "CREATE TABLE t (a VARCHAR(9)) CHARSET latin1; INSERT INTO t VALUES ('äö')", ['--default-character-set=latin1', '--skip-set-charset']],
  ])('%s', async (_what, sql, options) => {
    const dumpFile = await dumpWith(sql, options);
    for (const strategy of STRATEGIES) await expect(loadOurWay(mysql, DATABASE, dumpFile, strategy), strategy).rejects.toMatchObject({ code: 'PROOF_FAILED' });
  });
});
