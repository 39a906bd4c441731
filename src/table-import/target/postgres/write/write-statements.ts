import { quoteName, quoteText } from '../../../../connectors/postgres/quote-name.js';
import type { OnConflict, Presence } from '../../../../contracts/table-import/resource.js';
import type { Staging } from '../staging/staging.js';
import type { ShapeColumn, TableShape } from '../catalog/table-shape.js';

/**
 * How records become rows, and are counted:
 *
 * - `plain`: an INSERT; no row of the records' keys is there.
 * - `old`, `xmax`: an INSERT … ON CONFLICT that tells inserted and updated rows apart by the row before (18), or by the
 *   transaction that locked it; a partitioned table refuses the second.
 * - `merge`: a MERGE that tells what it did (17).
 * - `compared`: the table is locked against other writers, the records are compared with it, and then an UPDATE and an
 *   INSERT must do just that; the only way that sees rows that a trigger swallows.
 */
export type Way = 'plain' | 'old' | 'xmax' | 'merge' | 'compared';

/** The way for records whose rows may be there. */
export const upsertWay = (serverVersion: number, { isPartitioned, hasTriggersBefore }: TableShape): Way => {
  if (hasTriggersBefore) return 'compared';
  if (serverVersion >= 180_000) return 'old';
  if (!isPartitioned) return 'xmax';
  return serverVersion >= 170_000 ? 'merge' : 'compared';
};

export interface WriteParts {
  readonly shape: TableShape;
  readonly staging: Staging;
  /** Which staged records are written. */
  readonly where: string;
  /** @default 'source' */
  readonly onConflict?: OnConflict;
}

const listed = (columns: readonly ShapeColumn[], write: (column: ShapeColumn) => string, by = ', '): string =>
  columns.map(write).join(by);

export const insertStatement = ({ shape, staging, where }: WriteParts): string =>
  `insert into ${shape.table} as t (${listed(shape.columns, ({ column }) => column)})${overriding(shape)}
    select ${listed(shape.columns, ({ inserted }) => inserted)} from ${staging.table} s where ${where}`;

const overriding = ({ columns }: TableShape): string =>
  columns.some(({ isIdentity }) => isIdentity === true) ? ' overriding system value' : '';

/** The columns of a row that a record may change. */
const updatable = ({ shape, onConflict }: WriteParts): readonly ShapeColumn[] =>
  onConflict === 'target' ? [] : shape.others;

/** Whether a record counts more than its row. */
const isNewer = ({ shape, onConflict }: WriteParts, value: (column: ShapeColumn) => string): string => {
  if (typeof onConflict !== 'object') return 'true';
  const compared = shape.columnOf(onConflict.newer);
  const [theirs, own] = [value(compared), `t.${compared.column}`];
  return `coalesce(${theirs} > ${own}, ${own} is null and ${theirs} is not null)`;
};

/** Gives one row: `inserted` and `updated`. */
export const conflictStatement = (parts: WriteParts, way: 'old' | 'xmax'): string => {
  const { key } = parts.shape;
  const others = updatable(parts);
  const update =
    others.length === 0
      ? 'nothing'
      : `update set ${listed(others, ({ column }) => `${column} = excluded.${column}`)}
        where (${listed(others, ({ column, differ }) => differ(`t.${column}`, `excluded.${column}`), ' or ')})
          and ${isNewer(parts, ({ column }) => `excluded.${column}`)}`;
  const isNew = way === 'old' ? `old.${key[0]?.column ?? ''} is null` : 't.xmax = 0';
  return `with written as (${insertStatement(parts)}
      on conflict (${listed(key, ({ column }) => column)}) do ${update}
      returning ${others.length === 0 ? 'true' : isNew} as is_new)
    select count(*) filter (where is_new) as inserted, count(*) filter (where not is_new) as updated from written`;
};

const joined = ({ key }: TableShape, value: (column: ShapeColumn) => string): string =>
  listed(key, (column) => `t.${column.column} = ${value(column)}`, ' and ');

/** Gives one row: `inserted` and `updated`. */
export const mergeStatement = (parts: WriteParts): string => {
  const { shape, staging, where } = parts;
  const { columns } = shape;
  const others = updatable(parts);
  const given = [...columns, ...shape.key.filter(({ generated }) => generated !== undefined)];
  const matched =
    others.length === 0
      ? ''
      : `when matched and (${listed(others, ({ column, staged, differ }) => differ(`t.${column}`, `m.${staged}`), ' or ')})
        and ${isNewer(parts, ({ staged }) => `m.${staged}`)}
        then update set ${listed(others, ({ column, staged }) => `${column} = m.${staged}`)}`;
  return `with written as (merge into ${shape.table} as t
      using (select ${listed(given, ({ inserted, staged }) => `${inserted} as ${staged}`)} from ${staging.table} s where ${where}) m
      on ${joined(shape, ({ staged }) => `m.${staged}`)} ${matched}
      when not matched then insert (${listed(columns, ({ column }) => column)})${overriding(shape)} values (${listed(columns, ({ staged }) => `m.${staged}`)})
      returning merge_action() as action)
    select count(*) filter (where action = 'INSERT') as inserted, count(*) filter (where action = 'UPDATE') as updated from written`;
};

const changed = (parts: WriteParts): string => {
  const others = updatable(parts);
  if (others.length === 0) return 'false';
  const differing = listed(others, ({ column, inserted, differ }) => differ(`t.${column}`, inserted), ' or ');
  return `(${differing}) and ${isNewer(parts, ({ value }) => value)}`;
};

/** Gives one row: how many records are `inserted`, `updated` and `unchanged` when they are written. */
export const compareStatement = (parts: WriteParts): string => {
  const { shape, staging, where } = parts;
  const own = joined(shape, ({ value }) => value);
  const isThere = `t.${shape.key[0]?.column ?? ''} is not null`;
  return `select count(*) filter (where not (${isThere})) as inserted, count(*) filter (where ${isThere} and (${changed(parts)})) as updated,
      count(*) filter (where ${isThere} and not (${changed(parts)})) as unchanged
    from ${staging.table} s left join ${shape.table} t on ${own} where ${where}`;
};

const withRows = ({ shape, staging }: WriteParts, sampled: string): string =>
  `from ${staging.table} s${sampled} left join ${shape.table} t on ${joined(shape, ({ value }) => value)}`;

const hasRow = ({ key }: TableShape): string => `t.${key[0]?.column ?? ''} is not null`;

/** Gives one row: of some of the records, how many were `seen`, and how many are `equal` to their rows. */
export const sampleStatement = (parts: WriteParts, percent: number): string =>
  `select count(*) as seen, count(*) filter (where ${hasRow(parts.shape)} and not (${changed(parts)})) as equal
    ${withRows(parts, ` tablesample system (${Math.min(100, percent)})`)} where ${parts.where}`;

/** Gives the lines of the records that have no row, or would change theirs. */
export const changingStatement = (parts: WriteParts): string =>
  `select s.line ${withRows(parts, '')} where ${parts.where} and (not (${hasRow(parts.shape)}) or (${changed(parts)}))`;

export const updateStatement = (parts: WriteParts): string => {
  const { shape, staging, where } = parts;
  return `update ${shape.table} as t set ${listed(shape.others, ({ column, inserted }) => `${column} = ${inserted}`)}
    from ${staging.table} s where ${joined(shape, ({ value }) => value)} and (${changed(parts)}) and ${where}`;
};

export const insertMissingStatement = (parts: WriteParts): string =>
  `${insertStatement(parts)} and not exists (select from ${parts.shape.table} t where ${joined(parts.shape, ({ value }) => value)})`;

/** Rows of which no record is written go. */
export const deleteOthersStatement = ({ shape, staging, where }: WriteParts): string =>
  `delete from ${shape.table} t where not exists (select from ${staging.table} s where ${joined(shape, ({ value }) => value)} and ${where})`;

/** Up to ten records that would change a row: the row's key, the row before, and after. */
export const examplesStatement = (parts: WriteParts): string => {
  const { shape, staging, where } = parts;
  const texts = (columns: readonly ShapeColumn[], value: (column: ShapeColumn) => string): string =>
    `array[${listed(columns, (column) => `(${value(column)})::text`)}]::text[]`;
  return `select ${texts(shape.key, ({ column }) => `t.${column}`)} as key,
      ${texts(shape.others, ({ column }) => `t.${column}`)} as before,
      ${texts(shape.others, ({ inserted }) => inserted)} as after
    from ${staging.table} s join ${shape.table} t on ${joined(shape, ({ value }) => value)}
    where ${where} and (${changed(parts)}) order by s.line limit 10`;
};

/** Rows that the records are for were seen. */
export const seenStatement = ({ shape, staging, where }: WriteParts, { seenAt, available }: Presence): string =>
  `update ${shape.table} as t set ${quoteName(seenAt)} = now(), ${quoteName(available)} = true
    from ${staging.table} s where ${joined(shape, ({ value }) => value)} and ${where}`;

/** Rows of the source that no record is for are gone, whatever became of the records. */
export const goneStatement = (
  { shape, staging }: Omit<WriteParts, 'where'>,
  { available, source }: Presence,
): string => {
  const isOfSource = Object.entries(source).map(([name, value]) => `t.${quoteName(name)} = ${quoteText(value)}`);
  return `update ${shape.table} as t set ${quoteName(available)} = false
    where ${[...isOfSource, `t.${quoteName(available)}`].join(' and ')}
      and not exists (select from ${staging.table} s where ${joined(shape, ({ value }) => value)})`;
};
