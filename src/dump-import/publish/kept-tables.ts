import picomatch from 'picomatch';
import type { DumpImportSettings } from '../../contracts/dump-import/settings.js';

/** Whether a table of one of the pipeline's databases stays in live, unless one of its name arrives. */
export const isKeptTable =
  (settings: DumpImportSettings) =>
  (database: string, table: string): boolean =>
    keptTables(settings, database, [table]).length > 0;

/** Live tables that stay in place, unless one of their name arrives. */
export const keptTables = (settings: DumpImportSettings, database: string, live: readonly string[]): string[] => {
  const isKept = settings.keepTables.length > 0 ? picomatch([...settings.keepTables]) : () => false;
  return live.filter((table) => isKept(table) || isKept(`${database}.${table}`));
};
