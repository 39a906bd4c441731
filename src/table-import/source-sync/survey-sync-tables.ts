import type { ConnectionSettings } from '../../contracts/connections/connection.js';
import { withSyncDatabase } from './sync-database.js';
import { syncColumns } from './sync-tables.js';

/** A table of syncs as it is. */
export interface SurveyedTable {
  readonly name: string;
  readonly isThere: boolean;
  /** Columns of ours that it does not have; none of a table that is not there. */
  readonly lacks: readonly string[];
}

/** Looks which tables of syncs are there, and whether they are what syncs need; changes nothing. */
export const surveySyncTables = (connection: ConnectionSettings): Promise<readonly SurveyedTable[]> =>
  withSyncDatabase(connection, async (database) => {
    const rows = await database.read(
      'SELECT table_name AS name, column_name AS col FROM information_schema.columns WHERE table_schema = ?',
      [database.schema],
      'Cannot look for the tables of syncs',
    );
    const found = new Set(rows.map(({ name, col }) => `${String(name)}.${String(col).toLowerCase()}`));
    const there = new Set(rows.map(({ name }) => String(name)));
    return Object.entries(syncColumns(database)).map(([name, columns]) => {
      const isThere = there.has(name);
      return { name, isThere, lacks: isThere ? columns.filter((column) => !found.has(`${name}.${column}`)) : [] };
    });
  });
