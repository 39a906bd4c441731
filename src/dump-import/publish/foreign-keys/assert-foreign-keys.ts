import type { MysqlConnection } from '../../../connectors/mysql/open-connection.js';
import { withConnection } from '../../../connectors/mysql/open-connection.js';
import { StevedoreError } from '../../../contracts/errors.js';
import type { DumpImportSettings } from '../../../contracts/dump-import/settings.js';
import type { MysqlSettings } from '../../../contracts/connections/mysql.js';
import type { ForeignKey, LeavingTables } from './foreign-keys-rules.js';
import { describeForeignKeys, findForeignKeysFromOutside, findForeignKeysToOutside } from './foreign-keys-rules.js';
import { keptTables } from '../kept-tables.js';
import { listTables } from '../../list-tables.js';
import { readForeignKeys } from './read-foreign-keys.js';

/**
 * Checks before the load that no table that stays references one that will leave. Uses the tables of the dumps read so
 * far; of other databases it assumes that a live table leaves unless `keep_tables` names it. Throws
 * FOREIGN_KEY_FROM_OUTSIDE or `MYSQL_…` codes.
 */
export const assertLiveForeignKeys = (
  mysql: MysqlSettings,
  settings: DumpImportSettings,
  dumps: Readonly<Record<string, readonly string[]>> = {},
): Promise<void> =>
  withConnection(mysql, 'publisher', {}, async (publisher) => {
    const databases: LeavingTables[] = [];
    for (const { name } of settings.databases) {
      const live = await listTables(publisher, name);
      databases.push({
        database: name,
        leaving: leavingTables(live, keptTables(settings, name, live), dumps[name] ?? []),
      });
    }
    await assertNoForeignKeysFromOutside(publisher, databases);
  });

/** The live tables that a publish moves away: all but those that are kept and not replaced. */
export const leavingTables = (
  live: readonly string[],
  kept: readonly string[],
  arriving: readonly string[],
): string[] => live.filter((table) => arriving.includes(table) || !kept.includes(table));

/** The same check with the leaving tables given. `dropping`: generations may be dropped afterwards. @default true */
export const assertNoForeignKeysFromOutside = async (
  publisher: MysqlConnection,
  databases: readonly LeavingTables[],
  { dropping = true }: { readonly dropping?: boolean } = {},
): Promise<void> => {
  const { keys } = await readForeignKeys(publisher);
  const found = findForeignKeysFromOutside(keys, databases, dropping);
  const [first] = found;
  if (first === undefined) return;
  throw new StevedoreError(
    'FOREIGN_KEY_FROM_OUTSIDE',
    'Cannot put a generation in the place of another: a foreign key follows its table, and these of tables that stay would reference the ' +
      `generation that was: ${describeForeignKeys(found)}; drop them, or add the referenced table to keep_tables if the dump has none of its name`,
    { details: detailsOf(first, found.length) },
  );
};

/** Checks that every foreign key in staging references a table in staging. Throws FOREIGN_KEY_TO_OUTSIDE. */
export const assertNoForeignKeysToOutside = async (
  publisher: MysqlConnection,
  databases: readonly { readonly database: string; readonly staged: readonly string[] }[],
): Promise<void> => {
  const { keys } = await readForeignKeys(publisher);
  const found = databases.flatMap((one) => findForeignKeysToOutside(keys, one));
  const [first] = found;
  if (first === undefined) return;
  throw new StevedoreError(
    'FOREIGN_KEY_TO_OUTSIDE',
    `Cannot publish: foreign keys of the dump reference tables that do not come with it: ${describeForeignKeys(found)}; take those tables ` +
      'too (include_tables, exclude_tables), or drop the foreign keys in after_load',
    { details: detailsOf(first, found.length) },
  );
};

const detailsOf = ({ name, from, to }: ForeignKey, count: number) => ({
  foreignKeys: count,
  constraint: name,
  table: `${from.schema}.${from.table}`,
  pointsAt: `${to.schema}.${to.table}`,
});
