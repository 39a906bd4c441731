import type { DumpImportSettings } from '../../contracts/dump-import/settings.js';
import { matchesTable } from '../table-patterns.js';

/** Whether a table of one of the pipeline's databases stays in live, unless one of its name arrives. */
export const isKeptTable = ({ keepTables }: DumpImportSettings): ((database: string, table: string) => boolean) =>
  matchesTable(keepTables);

/** Live tables that stay in place, unless one of their name arrives. */
export const keptTables = (settings: DumpImportSettings, database: string, live: readonly string[]): string[] => {
  const isKept = isKeptTable(settings);
  return live.filter((table) => isKept(database, table));
};
