import type { ExportColumn, ExportSource, SourceOptions } from './export-source.js';
import type { FoundTable } from './find-table.js';
import { openMysqlSource } from './mysql/mysql-source.js';
import { openPostgresSource } from './postgres/postgres-source.js';

/** Opens a session at the database of the table. Throws the connector's codes. */
export const openSource = (found: FoundTable, options: SourceOptions): Promise<ExportSource<ExportColumn>> => {
  const { connection } = found;
  return connection.kind === 'postgres'
    ? openPostgresSource(connection, found, options)
    : openMysqlSource(connection, found, options);
};
