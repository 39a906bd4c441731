import { findConnection } from '../../contracts/connections/connection.js';
import { surveySyncTables } from '../../table-import/source-sync/survey-sync-tables.js';
import type { Check, CheckResult } from './check-result.js';
import { tryCheck } from './check-result.js';

/** Looks at the tables of the catalogue that sources are synced into, where the configuration has one. */
export const checkSourceSync: Check = async ({ sourceSync, secretKeys, ...settings }) => {
  if (sourceSync === undefined) return [];
  const what = 'source_sync';
  const tables = await tryCheck(what, async (): Promise<CheckResult[]> => {
    const surveyed = await surveySyncTables(findConnection(settings, sourceSync.connection));
    const bad = surveyed.filter(({ lacks }) => lacks.length > 0);
    if (bad.length > 0) {
      return bad.map(({ name, lacks }) => ({
        what,
        state: 'fail',
        text: `the table "${name}" of the connection "${sourceSync.connection}" lacks ${lacks.join(', ')}`,
        fix: ['add these columns, or rename the table: it is made anew where it is missing'],
      }));
    }
    const missing = surveyed.filter(({ isThere }) => !isThere).map(({ name }) => name);
    const text =
      missing.length === 0
        ? `its tables are there: ${surveyed.map(({ name }) => name).join(', ')}`
        : `the first sync makes ${missing.join(', ')}, so the account of "${sourceSync.connection}" needs the right to create tables`;
    return [{ what, state: 'ok', text }];
  });
  if (secretKeys.length > 0) return tables;
  const text = 'without secrets.key there are no sources of the type "api", and no callbacks';
  return [...tables, { what, state: 'warn', text, fix: ['set secrets.key: openssl rand -base64 32'] }];
};
