/**
 * A foreign key follows the table that it references. If its own table stays, it would reference `prev_<db>` after the
 * publish: it would restrict writes by the old generation's rows, and later prevent dropping it. If the referenced
 * table is in no generation, it would reference staging. Neither is published.
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
 * Finds foreign keys from tables that stay to tables that leave; with `dropping`, because generations are dropped
 * afterwards, also those that already reference one.
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

/** Finds foreign keys from a database's staging to tables outside it. */
export const findForeignKeysToOutside = (
  keys: readonly ForeignKey[],
  { database, staged }: { readonly database: string; readonly staged: readonly string[] },
): ForeignKey[] => {
  const schema = stagingSchema(database);
  return keys.filter(({ from, to }) => from.schema === schema && !(to.schema === schema && staged.includes(to.table)));
};

/** `"shop.orders" (fk_person) -> "live.person"`: the first ones, and how many more. */
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
