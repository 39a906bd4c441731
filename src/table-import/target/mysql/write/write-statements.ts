import { quoteName, quoteText } from '../../../../connectors/mysql/quote-name.js';
import type { OnConflict, Presence } from '../../../../contracts/table-import/resource.js';
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
export const upsertStatement = (parts: WriteParts, onConflict: OnConflict = 'source'): string => {
  const { shape } = parts;
  const { table, key, guard } = shape;
  const others = onConflict === 'target' ? [] : shape.others;
  const compared = typeof onConflict === 'object' ? onConflict.newer : undefined;
  const isNewer = newerThan(shape, onConflict, table);
  const given = ({ column, updated }: ShapeColumn): string => {
    const value = updated.replaceAll(TARGET, table);
    return isNewer === undefined ? value : `IF(${isNewer}, ${value}, ${table}.${column})`;
  };
  const guardValue = (name: string): string => {
    const guarded = others.find(({ column }) => column === name);
    return guarded === undefined ? `${table}.${name}` : given(guarded);
  };
  const isOurs = listed(key, ({ column, value }) => `${table}.${column} <=> ${value}`, ' AND ');
  const besideGuard = others
    .filter(({ column }) => column !== guard)
    .map((column) => ({ isCompared: column.name === compared, update: `${column.column} = ${given(column)}` }));
  // An assignment sees what those before it have assigned: the column that decides comes last.
  const updates = [
    ...besideGuard.filter(({ isCompared }) => !isCompared).map(({ update }) => update),
    ...(guard === undefined ? [] : [`${guard} = IF(${isOurs}, ${guardValue(guard)}, NULL)`]),
    ...besideGuard.filter(({ isCompared }) => isCompared).map(({ update }) => update),
  ];
  // A key whose spelling differs by what its collation does not see stays as it is.
  const nothing = `${key[0]?.column} = ${table}.${key[0]?.column}`;
  return `${insertStatement(parts)} ON DUPLICATE KEY UPDATE ${updates.length === 0 ? nothing : updates.join(', ')}`;
};

/** Whether a record counts more than its row; undefined where each does. */
const newerThan = (shape: TableShape, onConflict: OnConflict | undefined, table: string): string | undefined => {
  if (typeof onConflict !== 'object') return undefined;
  const { column, value } = shape.columnOf(onConflict.newer);
  return `(${value} > ${table}.${column} OR (${table}.${column} IS NULL AND ${value} IS NOT NULL))`;
};

const joined = ({ key }: TableShape, table = 't'): string =>
  listed(key, ({ column, value }) => `${table}.${column} = ${value}`, ' AND ');

/** Rows of which no record is written go. By its alias the table would be looked for in the session's database. */
export const deleteOthersStatement = ({ shape, staging, where }: WriteParts): string =>
  `DELETE ${shape.table} FROM ${shape.table} LEFT JOIN ${staging.table} s ON ${joined(shape, shape.table)} AND ${where}
    WHERE s.line IS NULL`;

/** Up to ten records that would change a row: the row's key, the row before, and after, as columns of these names. */
export const examplesStatement = ({ shape, staging, where }: WriteParts, onConflict?: OnConflict): string => {
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
    WHERE ${where} AND ${newerThan(shape, onConflict, 't') ?? 'TRUE'} AND (${listed(others, changed, ' OR ')}) ORDER BY s.line LIMIT 10`;
};

/** Rows that the records are for were seen. */
export const seenStatement = ({ shape, staging, where }: WriteParts, { seenAt, available }: Presence): string =>
  `UPDATE ${staging.table} s STRAIGHT_JOIN ${shape.table} t ON ${joined(shape)}
    SET t.${quoteName(seenAt)} = CURRENT_TIMESTAMP, t.${quoteName(available)} = TRUE WHERE ${where}`;

/** Rows of the source that no record is for are gone, whatever became of the records. */
export const goneStatement = (
  { shape, staging }: Omit<WriteParts, 'where'>,
  { available, source }: Presence,
): string => {
  const isOfSource = Object.entries(source).map(([name, value]) => `t.${quoteName(name)} = ${quoteText(value)}`);
  return `UPDATE ${shape.table} t LEFT JOIN ${staging.table} s ON ${joined(shape)} SET t.${quoteName(available)} = FALSE
    WHERE ${[...isOfSource, `t.${quoteName(available)}`, 's.line IS NULL'].join(' AND ')}`;
};
