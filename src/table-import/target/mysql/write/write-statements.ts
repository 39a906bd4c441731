import { TARGET } from '../catalog/table-shape.js';
import type { ShapeColumn, TableShape } from '../catalog/table-shape.js';
import type { Staging } from '../staging/staging.js';

export interface WriteParts {
  readonly shape: TableShape;
  readonly staging: Staging;
  /** Which staged records are written. */
  readonly where: string;
}

const listed = (columns: readonly ShapeColumn[], write: (column: ShapeColumn) => string, by = ', '): string =>
  columns.map(write).join(by);

export const insertStatement = ({ shape, staging, where }: WriteParts): string =>
  `INSERT INTO ${shape.table} (${listed(shape.columns, ({ column }) => column)})
    SELECT ${listed(shape.columns, ({ inserted }) => inserted)} FROM ${staging.table} s WHERE ${where}`;

/**
 * Inserts, and updates rows that are there; a row counts as two where it changed and as none where it did not. Which
 * unique index brought the row is not ours to choose: one that has another key makes the guard fail, and nothing is
 * written.
 */
export const upsertStatement = (parts: WriteParts): string => {
  const { shape } = parts;
  const { table, key, others, guard } = shape;
  const isOurs = listed(key, ({ column, value }) => `${table}.${column} <=> ${value}`, ' AND ');
  const updates = [
    ...(guard === undefined ? [] : [`${guard} = IF(${isOurs}, ${guardValue(shape, guard)}, NULL)`]),
    ...others
      .filter(({ column }) => column !== guard)
      .map(({ column, updated }) => `${column} = ${updated.replaceAll(TARGET, table)}`),
  ];
  // A key whose spelling differs by what its collation does not see stays as it is.
  const nothing = `${key[0]?.column} = ${table}.${key[0]?.column}`;
  return `${insertStatement(parts)} ON DUPLICATE KEY UPDATE ${updates.length === 0 ? nothing : updates.join(', ')}`;
};

const guardValue = ({ table, others }: TableShape, guard: string): string =>
  others.find(({ column }) => column === guard)?.updated.replaceAll(TARGET, table) ?? `${table}.${guard}`;

const joined = ({ key }: TableShape, table = 't'): string =>
  listed(key, ({ column, value }) => `${table}.${column} = ${value}`, ' AND ');

/** Rows of which no record is written go. By its alias the table would be looked for in the session's database. */
export const deleteOthersStatement = ({ shape, staging, where }: WriteParts): string =>
  `DELETE ${shape.table} FROM ${shape.table} LEFT JOIN ${staging.table} s ON ${joined(shape, shape.table)} AND ${where}
    WHERE s.line IS NULL`;

/** Up to ten records that would change a row: the row's key, the row before, and after, as columns of these names. */
export const examplesStatement = ({ shape, staging, where }: WriteParts): string => {
  const { key, others } = shape;
  const asText = (value: string) => `CAST(${value} AS CHAR CHARACTER SET utf8mb4)`;
  const columns = [
    ...key.map(({ column }, at) => `${asText(`t.${column}`)} AS key_${at}`),
    ...others.flatMap(({ column, updated }, at) => [
      `${asText(`t.${column}`)} AS before_${at}`,
      `${asText(updated.replaceAll(TARGET, 't'))} AS after_${at}`,
    ]),
  ];
  const changed = ({ column, updated }: ShapeColumn) =>
    `NOT (CAST(t.${column} AS BINARY) <=> CAST(${updated.replaceAll(TARGET, 't')} AS BINARY))`;
  return `SELECT ${columns.join(', ')} FROM ${staging.table} s STRAIGHT_JOIN ${shape.table} t ON ${joined(shape)}
    WHERE ${where} AND (${listed(others, changed, ' OR ')}) ORDER BY s.line LIMIT 10`;
};
