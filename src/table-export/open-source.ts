import type { ExportColumn, ExportSource } from './export-source.js';
import type { FoundTable } from './find-table.js';
import { openMysqlSource } from './mysql/mysql-source.js';
import { openPostgresSource } from './postgres/postgres-source.js';

export interface SourceOptions {
  readonly bigNumbers: 'string' | 'number';
  /** Aborting ends the session without waiting. */
  readonly signal?: AbortSignal;
  /** What the rows may take, in milliseconds. */
  readonly longestMs: number;
}

/** Opens a session at the database of the table. Throws the connector's codes. */
export const openSource = (found: FoundTable, options: SourceOptions): Promise<ExportSource<ExportColumn>> => {
  const { connection } = found;
  return connection.kind === 'postgres'
    ? openPostgresSource(connection, found, options)
    : openMysqlSource(connection, found, options);
};
