import type { MysqlConnection } from '../../../../connectors/mysql/open-connection.js';
import { quoteName, quoteQualified } from '../../../../connectors/mysql/quote-name.js';
import type { ServerFacts } from '../../../../connectors/mysql/server-facts.js';
import { StevedoreError } from '../../../../contracts/errors.js';
import type { UniqueKey } from '../../table-facts.js';
import type { WritePlan } from '../../table-target.js';
import type { CatalogColumn } from '../../../../connectors/mysql/read-columns.js';
import { readColumns } from '../../../../connectors/mysql/read-columns.js';
import type { CatalogKey } from './read-keys.js';
import { isReferenced, readKeys } from './read-keys.js';
import { loadedValue, stagedType, TEXT, writtenValue } from './staged-types.js';

/** A column of the lines, and what stands for it in SQL. In statements the staging is `s` and the table `t`. */
export interface ShapeColumn {
  readonly name: string;
  /** Quoted. */
  readonly column: string;
  /** In the staging. */
  readonly staged: string;
  readonly stagedType: string;
  /** Where the text of a line is not what is staged: made of the variable of that name. */
  readonly loaded?: string;
  /** The staged value, to be compared with the table's. */
  readonly value: string;
  /** What is inserted: the value, or the default where a value must stand. */
  readonly inserted: string;
  /** Of a key that the server generates: what it is made of in the staging. */
  readonly generated?: string;
  /** What a row that is there gets. */
  readonly updated: string;
  /** NOT NULL, and nothing stands in for a value. */
  readonly mustStand: boolean;
}

/** A table as the statements of one writer need it. */
export interface TableShape {
  /** Quoted, with its schema. */
  readonly table: string;
  /** What is inserted. */
  readonly columns: readonly ShapeColumn[];
  /** What the lines have, in their order: the columns, and what is beside them. */
  readonly lines: readonly ShapeColumn[];
  readonly key: readonly ShapeColumn[];
  /** Those that are no part of the key. */
  readonly others: readonly ShapeColumn[];
  /** With the primary key, where it is not the key. */
  readonly uniques: readonly UniqueKey[];
  /**
   * Quoted, a column that must not be NULL: an update that meets a row of another key sets it so, and fails. Undefined
   * where no other unique index could bring one.
   */
  readonly guard?: string;
  /** Whether rows of other tables refer to its rows. */
  readonly isReferenced: boolean;
  readonly server: ServerFacts;
  columnOf(name: string): ShapeColumn;
}

/** Reads what the writer of a plan has to know. Throws TABLE_UNKNOWN, COLUMN_MISSING, TABLE_UNSUITABLE. */
export const readShape = async (
  connection: MysqlConnection,
  server: ServerFacts,
  plan: WritePlan,
): Promise<TableShape> => {
  const { schema, table: name } = plan.name;
  const catalog = await readColumns(connection, server.flavor, plan.name);
  if (catalog.length === 0) throw new StevedoreError('TABLE_UNKNOWN', `Cannot import into "${name}": it is not there`);
  const besides = await readBesideTypes(connection, server, plan);
  const lines = plan.columns.map((column, at) => {
    if (column.isBeside === true) return besideColumn(column.name, `c${at + 1}`, besides.get(column.name));
    const found = catalog.find((one) => one.name === column.name);
    if (found !== undefined) return shapeColumn(found, `c${at + 1}`, server, generatedOf(found, plan, catalog));
    throw new StevedoreError('COLUMN_MISSING', `Cannot import into "${name}": it has no column "${column.name}"`);
  });
  const columns = lines.filter(({ generated }, at) => plan.columns[at]?.isBeside !== true && generated === undefined);
  const columnOf = (wanted: string): ShapeColumn => {
    const found = lines.find((column) => column.name === wanted);
    if (found === undefined) throw new TypeError(`The lines have no column ${wanted}`);
    return found;
  };
  const keys = await readKeys(connection, plan.name);
  const beside = keys.filter((one) => !isSame(one.columns, plan.key) || !one.isPlain);
  const primary = beside.find(({ isPrimary, isPlain }) => isPrimary && isPlain);
  const guard = plan.key.length === 0 || beside.length === 0 ? undefined : guardOf(plan, catalog, keys);
  return {
    table: quoteQualified(schema, name),
    columns,
    lines,
    key: plan.key.map(columnOf),
    others: columns.filter((column) => !plan.key.includes(column.name)),
    uniques: [...plan.uniques, ...(primary !== undefined && isGiven(plan, primary) ? [primary] : [])],
    ...(guard !== undefined && { guard }),
    isReferenced: await isReferenced(connection, plan.name),
    server,
    columnOf,
  };
};

const isSame = (one: readonly string[], two: readonly string[]): boolean =>
  one.length === two.length && one.every((name) => two.includes(name));

const isGiven = ({ columns, uniques }: WritePlan, key: CatalogKey): boolean =>
  key.columns.every((name) => columns.some((column) => column.name === name)) &&
  !uniques.some((unique) => isSame(unique.columns, key.columns));

const guardOf = ({ name, key }: WritePlan, catalog: readonly CatalogColumn[], keys: readonly CatalogKey[]): string => {
  const own = catalog.filter(({ notNull, isGenerated }) => notNull && !isGenerated);
  const primary = keys.find(({ isPrimary }) => isPrimary)?.columns ?? [];
  const found =
    own.find((column) => key.includes(column.name)) ?? own.find((column) => primary.includes(column.name)) ?? own[0];
  if (found !== undefined) return quoteName(found.name);
  throw new StevedoreError(
    'TABLE_UNSUITABLE',
    `Cannot import into "${name.table}": none of its columns is NOT NULL, and it has several unique indexes; make those of its key NOT NULL`,
  );
};

/** The expression over the staged values; a column that the lines lack has its default. */
const generatedOf = (
  { generation }: CatalogColumn,
  { columns }: WritePlan,
  catalog: readonly CatalogColumn[],
): string | undefined =>
  generation?.replaceAll(/`((?:[^`]|``)+)`/g, (_, quoted: string) => {
    const name = quoted.replaceAll('``', '`');
    const at = columns.findIndex((column) => column.name === name && column.isBeside !== true);
    return at >= 0 ? `s.c${at + 1}` : (catalog.find((column) => column.name === name)?.defaultExpression ?? 'NULL');
  });

/** Names of rows of other tables are staged with the collation that those tables compare them by. */
const readBesideTypes = async (
  connection: MysqlConnection,
  server: ServerFacts,
  { name, relations }: WritePlan,
): Promise<ReadonlyMap<string, string>> => {
  const types = new Map<string, string>();
  for (const { from, schema = name.schema, table, by } of relations?.lookups ?? []) {
    const columns = await readColumns(connection, server.flavor, { schema, table });
    const { charset, collation } = columns.find((column) => column.name === by) ?? {};
    if (charset === undefined || collation === undefined) continue;
    types.set(from, `longtext CHARACTER SET ${charset} COLLATE ${collation}`);
  }
  return types;
};

/** Not of the table: only what is staged of it is used. */
const besideColumn = (name: string, staged: string, type = TEXT): ShapeColumn => ({
  name,
  column: quoteName(name),
  staged,
  stagedType: type,
  value: `s.${staged}`,
  inserted: `s.${staged}`,
  updated: `s.${staged}`,
  mustStand: false,
});

const shapeColumn = (
  found: CatalogColumn,
  staged: string,
  server: ServerFacts,
  generated: string | undefined,
): ShapeColumn => {
  const column = quoteName(found.name);
  const written = writtenValue(found, `s.${staged}`, server.flavor);
  const loaded = loadedValue(found, `@${staged}`);
  const standsIn = found.notNull ? found.defaultExpression : undefined;
  const inserted = standsIn === undefined ? written : `COALESCE(${written}, ${standsIn})`;
  return {
    name: found.name,
    column,
    staged,
    stagedType: stagedType(found),
    ...(loaded !== undefined && { loaded }),
    ...(generated !== undefined && { generated }),
    value: `s.${staged}`,
    inserted,
    // A number that the server gives to a new row is not for one that is there.
    updated: found.isAutoIncrement ? `IFNULL(s.${staged}, ${TARGET}.${column})` : inserted,
    mustStand: found.notNull && standsIn === undefined && !found.isAutoIncrement,
  };
};

/** What the table is called in an INSERT's update, where MariaDB takes no alias; replaced by its name. */
export const TARGET = '{target}';
