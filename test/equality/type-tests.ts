import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, it, expect } from 'vitest';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import { onMysql, startTargetServer } from '../support/target-server.js';
import type { TargetServer } from '../support/target-server.js';
import { targetSettings } from '../support/target-settings.js';
import { compareWays, dumpOf } from './both-ways.js';

export interface TypesSite {
  readonly server: TargetServer;
  readonly mysql: MysqlSettings;
}

/**
 * Tests that tables of `files` (names beside this file) are loaded as the client loads them, under each list of
 * options; passes the server to further tests.
 */
export const describeTypes = (
  database: string,
  files: readonly string[],
  lists: readonly (readonly string[])[],
): (() => TypesSite) => {
  let site: TypesSite;

  beforeAll(async () => {
    const redoLog = onMysql ? '--innodb-redo-log-capacity=512M' : '--innodb-log-file-size=256M';
    const server = await startTargetServer({
      args: ['--default-time-zone=+05:30', '--max-allowed-packet=128M', '--sql-mode=', redoLog],
    });
    site = { server, mysql: targetSettings(server, await createAccounts(server, { databases: [database] })) };
    await server.query(`CREATE DATABASE ${database} CHARACTER SET utf8mb4`);
    for (const file of files)
      await server.query(readFileSync(new URL(`${file}.sql`, import.meta.url), 'utf8'), { database });
  });
  afterAll(() => site.server.stop());

  it.each(lists.map((options) => ({ options, shown: options.join(' ') || 'no options' })))(
    'a dump with $shown is loaded as the client loads it, both ways',
    async ({ options }) => {
      const { server, mysql } = site;
      expect(
        await compareWays(
          server,
          mysql,
          database,
          await dumpOf(server, database, ['--max-allowed-packet=1G', ...options]),
        ),
      ).toEqual([]);
    },
  );

  return () => site;
};

/** The tables of every type, character set and engine. */
export const TYPE_FILES = ['types', onMysql ? 'types-mysql' : 'types-mariadb'];
