import picomatch from 'picomatch';
import type { DumpImportSettings } from '../../contracts/settings.js';

/** Live tables that stay where they are, unless one of their name comes. */
export const keptTables = (settings: DumpImportSettings, database: string, live: readonly string[]): string[] => {
  const isKept = settings.keepTables.length > 0 ? picomatch([...settings.keepTables]) : () => false;
  return live.filter((table) => isKept(table) || isKept(`${database}.${table}`));
};
