/**
 * Which tables of a database stand loaded in staging, so that a load that was cut off goes on behind them.
 *
 * 1. A table is noted after its last statement was accepted, through the publisher of the epoch that loaded it.
 * 2. A note counts for one run and one dump, and only until the server is started anew: what a crash made of the table is not what was loaded.
 */
import { createHash } from 'node:crypto';
import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import type { DumpIndex } from '../../formats/mysql-dump/dump-index.js';
import { controlTable } from './control-schema.js';

export interface LoadKey {
  readonly pipeline: string;
  readonly runId: string;
  readonly database: string;
  /** Of `dumpKey`. */
  readonly dump: string;
  /** Of `readServerStart`, asked on the connection that notes: a server that is started anew ends it. */
  readonly serverStart: number;
}

/** What tells a dump from another one in the same place. */
export const dumpKey = (index: DumpIndex): string => createHash('sha256').update(JSON.stringify(index)).digest('hex');

/** Notes a table; repeatable. */
export const noteLoadedTable = async (publisher: MysqlConnection, key: LoadKey, table: string): Promise<void> => {
  await publisher.query(
    `REPLACE INTO ${controlTable('loaded')} (pipeline, database_name, table_name, run_id, dump, server_start) VALUES (?, ?, ?, ?, ?, ?)`,
    [key.pipeline, key.database, table, key.runId, key.dump, key.serverStart],
  );
};

/** The tables that need not be loaded again. */
export const readLoadedTables = async (publisher: MysqlConnection, key: LoadKey): Promise<ReadonlySet<string>> => {
  const rows = await publisher.query(
    `SELECT table_name FROM ${controlTable('loaded')}
      WHERE pipeline = ? AND database_name = ? AND run_id = ? AND dump = ? AND server_start = ?`,
    [key.pipeline, key.database, key.runId, key.dump, key.serverStart],
  );
  return new Set(rows.map((row) => String(row['table_name'])));
};

/** Forgets what is loaded, before staging is emptied or changed. */
export const forgetLoadedTables = async (publisher: MysqlConnection, pipeline: string, database: string): Promise<void> => {
  await publisher.query(`DELETE FROM ${controlTable('loaded')} WHERE pipeline = ? AND database_name = ?`, [pipeline, database]);
};
