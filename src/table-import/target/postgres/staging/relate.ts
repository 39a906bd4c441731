import { quoteName, quoteQualified, quoteText } from '../../../../connectors/postgres/quote-name.js';
import type { Lookup, MadeColumn } from '../../../../contracts/table-import/relations.js';
import type { ShapeColumn, TableShape } from '../catalog/table-shape.js';
import type { StagedRecords } from './staged-records.js';

/**
 * Fills what staged records do not say themselves, in the transaction that runs: columns that are found by another name
 * of their row, then columns that are made, then keys that the server generates. What cannot be filled stays NULL. Done
 * again it changes nothing.
 */
export const relate = async (staged: StagedRecords): Promise<void> => {
  const { shape, plan } = staged;
  for (const lookup of plan.relations?.lookups ?? []) if (isStaged(shape, lookup.from)) await find(staged, lookup);
  for (const made of plan.relations?.made ?? []) await make(staged, made);
  for (const { name, staged: filled, generated } of shape.key) {
    if (generated === undefined) continue;
    const sql = `update ${staged.staging.table} s set ${filled} = ${generated}`;
    await staged.connection.execute(sql, [], `Cannot make the key "${name}" of "${plan.name.table}"`);
  }
};

export const isStaged = ({ lines }: TableShape, name: string): boolean => lines.some((column) => column.name === name);

const find = async ({ connection, staging, shape, plan }: StagedRecords, lookup: Lookup): Promise<void> => {
  const column = shape.columnOf(lookup.column);
  const from = shape.columnOf(lookup.from);
  const foreign = quoteQualified(lookup.schema ?? plan.name.schema, lookup.table);
  const [by, take] = [quoteName(lookup.by), quoteName(lookup.take)];
  const action = `Cannot look up "${lookup.column}" in "${lookup.table}"`;
  await connection.execute(
    `update ${staging.table} s set ${column.staged} = f.${take}${asText(column)} from ${foreign} f
      where s.${column.staged} is null and f.${by} = ${from.value}`,
    [],
    action,
  );
  await connection.execute(
    `update ${staging.table} s set ${from.staged} = f.${by}::text from ${foreign} f
      where s.${from.staged} is null and f.${take} = ${column.value}`,
    [],
    action,
  );
};

const asText = ({ cast }: ShapeColumn): string => (cast === undefined ? '' : '::text');

const INDEX = '{index}';

/**
 * The highest index is read by a range of the column's index where that is in the order of bytes; `:` is behind the
 * digits there.
 */
const make = async ({ connection, staging, shape, plan }: StagedRecords, made: MadeColumn): Promise<void> => {
  const column = shape.columnOf(made.column);
  const counts = made.template.endsWith(INDEX);
  const parts = (counts ? made.template.slice(0, -INDEX.length) : made.template).split(/\{(\w+)\}/);
  const fields = parts.filter((_, at) => at % 2 === 1).map((name) => shape.columnOf(name));
  const prefix = parts
    .map((part, at) => (at % 2 === 1 ? `${shape.columnOf(part).value}::text` : quoteText(part)))
    .join(' || ');
  const given = ['true', ...fields.map(({ value }) => `${value} is not null`)].join(' and ');
  const index = (of: string): string =>
    `(select coalesce(max(substring(${of} from char_length(p.prefix) + 1)::bigint), 0)`;
  const isOfPrefix = (of: string): string =>
    `starts_with(${of}, p.prefix) and substring(${of} from char_length(p.prefix) + 1) ~ '^[0-9]{1,15}$'`;
  const own = `t.${column.column}`;
  await connection.execute(
    `with new as (
        select s.line, ${prefix} as prefix, row_number() over (partition by ${prefix} order by s.line) as n
        from ${staging.table} s where s.${column.staged} is null and ${given}),
      high as (
        select p.prefix, greatest(
          ${index(own)} from ${shape.table} t where ${own} collate "C" >= p.prefix and ${own} collate "C" < p.prefix || ':' and ${isOfPrefix(own)}),
          ${index(`s.${column.staged}`)} from ${staging.table} s where ${isOfPrefix(`s.${column.staged}`)})) as n
        from (select distinct prefix from new) p)
      update ${staging.table} s set ${column.staged} = new.prefix${counts ? ' || (high.n + new.n)' : ''}
      from new join high on high.prefix = new.prefix where new.line = s.line`,
    [],
    `Cannot make "${made.column}" of "${plan.name.table}"`,
  );
};
