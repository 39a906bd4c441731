import type { DumpImportSettings } from '../../src/contracts/dump-import/settings.js';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import type { PublishResult } from '../../src/dump-import/publish/publish-generation.js';
import type { RollbackResult } from '../../src/dump-import/publish/rollback/rollback-generation.js';
import { rollbackGeneration } from '../../src/dump-import/publish/rollback/rollback-generation.js';
import { importDump } from './import-dump.js';
import { createAccounts } from './mariadb-accounts.js';
import type { MysqlProxy } from './mysql-proxy.js';
import type { TargetServer } from './target-server.js';
import { pipelineSettings, targetSettings } from './target-settings.js';

/** A pipeline of one database, without guards, whose generations come from dumps that a test writes. */
export interface ImportedDatabase {
  readonly database: string;
  readonly mysql: MysqlSettings;
  /** By way of the proxy. */
  readonly proxied: MysqlSettings;
  settings: DumpImportSettings;
  readonly importNow: (runId: string, dump: string, through?: MysqlSettings) => Promise<PublishResult>;
  readonly rollback: (runId: string, through?: MysqlSettings) => Promise<RollbackResult>;
  /** The ids of the live table `a`. */
  readonly rows: () => Promise<string>;
  /** The live views' names. */
  readonly views: () => Promise<string>;
  /** How many rows of the pipeline a table of the control schema has. */
  readonly inControl: (table: string) => Promise<string>;
}

let count = 0;

/** Makes names that no other pipeline of the process has; the proxy leads to the same server. */
export async function importedDatabase(server: TargetServer, proxy: MysqlProxy): Promise<ImportedDatabase> {
  const database = `d${(count += 1)}`;
  const accounts = await createAccounts(server, { databases: [database] });
  const mysql = targetSettings(server, accounts);
  const plain = pipelineSettings(`p${count}`, [database]);
  const { publish } = plain;
  const made: ImportedDatabase = {
    database,
    mysql,
    proxied: targetSettings(proxy, accounts),
    settings: { ...plain, publish: { ...publish, guards: { ...publish.guards, enabled: false } } },
    importNow: (runId, dump, through = mysql) => importDump(through, { settings: made.settings, runId, dump }),
    rollback: (runId, through = mysql) => rollbackGeneration(through, { settings: made.settings, runId }),
    rows: () => server.query(`SELECT GROUP_CONCAT(id) FROM ${database}.a`),
    views: () =>
      server.query(
        `SELECT GROUP_CONCAT(TABLE_NAME ORDER BY 1) FROM information_schema.VIEWS WHERE TABLE_SCHEMA = '${database}'`,
      ),
    inControl: (table) =>
      server.query(`SELECT COUNT(*) FROM stevedore.${table} WHERE pipeline = '${made.settings.name}'`),
  };
  return made;
}

/** The part of a dump that makes a table with these ids. */
export const tableOf = (name: string, ...ids: number[]): string =>
  `CREATE TABLE \`${name}\` (\`id\` int NOT NULL, PRIMARY KEY (\`id\`)) ENGINE=InnoDB;\nINSERT INTO \`${name}\` VALUES ${ids.map((id) => `(${id})`).join(',')};\n`;

/** From now on the server refuses the statements that match. */
export const refuseMatching = (proxy: MysqlProxy, matches: RegExp): void =>
  proxy.setHooks({
    onQuery: (sql) => (matches.test(sql) ? { refuse: { errno: 1105, message: 'not now' } } : 'forward'),
  });
