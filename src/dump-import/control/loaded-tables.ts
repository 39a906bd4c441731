/**
 * Records which tables of a database are loaded in staging, so that an interrupted load continues after them.
 *
 * 1. A table is noted after its last statement was accepted, through the publisher of the epoch that loaded it.
 * 2. A note counts for one run, one archive and everything that the dump says of the table, and only until the server
 *    restarts: what a crash made of the table is not what was loaded.
 * 3. The staging schema itself is noted with the character set and collation that tables without their own inherit.
 */
import { createHash } from 'node:crypto';
import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import type { DumpIndex, TableIndex } from '../../formats/mysql-dump/dump-index.js';
import { controlTable } from './control-schema.js';

export interface LoadKey {
  readonly pipeline: string;
  readonly runId: string;
  readonly database: string;
  /** Checksum of the archive; the index knows where a definition is, but not its text. @default '' */
  readonly archive?: string;
  /** From `readServerStart` on the connection that notes; a restart of the server voids the note. */
  readonly serverStart: number;
}

/** Identifies a table's content, to distinguish it from another in the same place. */
export const tableKey = (
  { archive = '' }: Pick<LoadKey, 'archive'>,
  index: Pick<DumpIndex, 'charset' | 'collation' | 'collations' | 'inOrder' | 'sessions'>,
  table: TableIndex,
): string => {
  const { charset, collation, collations, inOrder } = index;
  const sessions = table.statements.map(({ session }) => index.sessions[session]);
  return hashOf([archive, table, sessions, charset, collation, collations, inOrder]);
};

/** The same for the schema that holds its tables. */
export const schemaKey = (
  { archive = '' }: Pick<LoadKey, 'archive'>,
  { charset, collation }: Pick<DumpIndex, 'charset' | 'collation'>,
): string => hashOf([archive, charset, collation]);

/** No table has this name. */
export const THE_SCHEMA = '';

/** What a table is noted under that was also proved before it was noted. */
export const provedKey = (key: string): string => hashOf([key, 'proved']);

/** Whether a note says that a table of this `tableKey` stands loaded, proved or not. */
export const saysLoaded = (note: string | undefined, key: string): boolean => note === key || note === provedKey(key);

const hashOf = (what: unknown): string => createHash('sha256').update(JSON.stringify(what)).digest('hex');

/** Notes a loaded table; idempotent. `content` is its `tableKey`. */
export const noteLoadedTable = async (
  publisher: MysqlConnection,
  key: LoadKey,
  table: string,
  content: string,
): Promise<void> => {
  await publisher.query(
    `REPLACE INTO ${controlTable('loaded')} (pipeline, database_name, table_name, run_id, dump, server_start) VALUES (?, ?, ?, ?, ?, ?)`,
    [key.pipeline, key.database, table, key.runId, content, key.serverStart],
  );
};

/** Returns the loaded tables with the `tableKey` of what was loaded. */
export const readLoadedTables = async (
  publisher: MysqlConnection,
  key: LoadKey,
): Promise<ReadonlyMap<string, string>> => {
  const rows = await publisher.query(
    `SELECT table_name, dump FROM ${controlTable('loaded')}
      WHERE pipeline = ? AND database_name = ? AND run_id = ? AND server_start = ?`,
    [key.pipeline, key.database, key.runId, key.serverStart],
  );
  return new Map(rows.map((row) => [String(row['table_name']), String(row['dump'])]));
};

/** Deletes the notes, before staging is emptied or changed. */
export const forgetLoadedTables = async (
  publisher: MysqlConnection,
  pipeline: string,
  database: string,
): Promise<void> => {
  await publisher.query(`DELETE FROM ${controlTable('loaded')} WHERE pipeline = ? AND database_name = ?`, [
    pipeline,
    database,
  ]);
};
