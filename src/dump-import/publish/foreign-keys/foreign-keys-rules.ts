/**
 * A foreign key follows the table that it points at. One whose own table stays would point into `prev_<db>` after the
 * publish, hold back what the old generation holds, and later keep it from being dropped; one that points at a table
 * which no generation has would point into staging. Neither is published.
 */
import { previousSchema, stagingSchema } from '../../../contracts/dump-import/target-names.js';
import type { QualifiedName } from '../rename/rename-plan.js';

export interface ForeignKey {
  readonly name: string;
  readonly from: QualifiedName;
  readonly to: QualifiedName;
}

/** The live tables of one database that leave with the old generation. */
export interface LeavingTables {
  readonly database: string;
  readonly leaving: readonly string[];
}

/**
 * Foreign keys of tables that stay where they are, towards tables that leave. Where generations are dropped after it
 * (`dropping`), also those that point into one already.
 */
export const findForeignKeysFromOutside = (
  keys: readonly ForeignKey[],
  databases: readonly LeavingTables[],
  dropping: boolean,
): ForeignKey[] => {
  const leaves = ({ schema, table }: QualifiedName) =>
    databases.some(({ database, leaving }) => database === schema && leaving.includes(table));
  const isPrevious = ({ schema }: QualifiedName) => databases.some(({ database }) => isPreviousOf(schema, database));
  const isStaging = ({ schema }: QualifiedName) => databases.some(({ database }) => schema === stagingSchema(database));
  return keys.filter(({ from, to }) => {
    if (isPrevious(from) || isStaging(from)) return false;
    return leaves(to) ? !leaves(from) : dropping && isPrevious(to);
  });
};

/** Foreign keys of a database's staging towards tables that are not in it. */
export const findForeignKeysToOutside = (
  keys: readonly ForeignKey[],
  { database, staged }: { readonly database: string; readonly staged: readonly string[] },
): ForeignKey[] => {
  const schema = stagingSchema(database);
  return keys.filter(({ from, to }) => from.schema === schema && !(to.schema === schema && staged.includes(to.table)));
};

/** `"shop.orders" (fk_person) -> "live.person"`, the first of them and how many more. */
export const describeForeignKeys = (keys: readonly ForeignKey[]): string => {
  const told = keys
    .slice(0, MOST_TOLD)
    .map(({ name, from, to }) => `"${from.schema}.${from.table}" (${name}) -> "${to.schema}.${to.table}"`);
  return [...told, ...(keys.length > MOST_TOLD ? [`and ${keys.length - MOST_TOLD} more`] : [])].join(', ');
};

const MOST_TOLD = 8;

const isPreviousOf = (schema: string, database: string): boolean => {
  const age = Number(/^prev(\d*)_/.exec(schema)?.[1] || '1');
  return schema === previousSchema(database, age);
};
