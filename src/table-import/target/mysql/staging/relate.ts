import { quoteName, quoteQualified, quoteText } from '../../../../connectors/mysql/quote-name.js';
import type { Lookup, MadeColumn } from '../../../../contracts/table-import/relations.js';
import type { TableShape } from '../catalog/table-shape.js';
import { controlTable } from '../control/control-tables.js';
import type { StagedRecords } from './staging.js';

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
    const sql = `UPDATE ${staged.staging.table} s SET s.${filled} = ${generated}`;
    await staged.connection.execute(sql, `Cannot make the key "${name}" of "${plan.name.table}"`);
  }
};

export const isStaged = ({ lines }: TableShape, name: string): boolean => lines.some((column) => column.name === name);

const find = async ({ connection, staging, shape, plan }: StagedRecords, lookup: Lookup): Promise<void> => {
  const column = shape.columnOf(lookup.column);
  const from = shape.columnOf(lookup.from);
  const foreign = quoteQualified(lookup.schema ?? plan.name.schema, lookup.table);
  const [by, take] = [quoteName(lookup.by), quoteName(lookup.take)];
  const action = `Cannot look up "${lookup.column}" in "${lookup.table}"`;
  const fill = (filled: string, source: string, on: string) =>
    connection.execute(
      `UPDATE ${staging.table} s STRAIGHT_JOIN ${foreign} f ON ${on} SET s.${filled} = f.${source} WHERE s.${filled} IS NULL`,
      action,
    );
  await fill(column.staged, take, `f.${by} = ${from.value}`);
  await fill(from.staged, by, `f.${take} = ${column.value}`);
};

const INDEX = '{index}';
const PREFIX = 'prefix VARCHAR(700) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL, n BIGINT UNSIGNED NOT NULL';
/** Tables of the session, each of which MySQL reads but once in a statement. */
const NEW = controlTable('stevedore_new');
const HIGHEST = controlTable('stevedore_highest');

const make = async (staged: StagedRecords, made: MadeColumn): Promise<void> => {
  const { connection, staging, shape, plan } = staged;
  const column = shape.columnOf(made.column);
  const counts = made.template.endsWith(INDEX);
  const parts = (counts ? made.template.slice(0, -INDEX.length) : made.template).split(/\{(\w+)\}/);
  const fields = parts.filter((_, at) => at % 2 === 1).map((name) => shape.columnOf(name));
  const texts = parts.map((part, at) => asText(at % 2 === 1 ? shape.columnOf(part).value : quoteText(part)));
  const prefix = `CONCAT(${texts.join(', ')}) COLLATE utf8mb4_bin`;
  const given = fields.map(({ value }) => ` AND ${value} IS NOT NULL`).join('');
  const run = (sql: string) => connection.execute(sql, `Cannot make "${made.column}" of "${plan.name.table}"`);
  for (const [table, columns] of [
    [NEW, `line BIGINT UNSIGNED NOT NULL PRIMARY KEY, ${PREFIX}`],
    [HIGHEST, PREFIX],
  ] as const) {
    await run(`CREATE TEMPORARY TABLE IF NOT EXISTS ${table} (${columns}) ENGINE=InnoDB`);
    await run(`DELETE FROM ${table}`);
  }
  await run(`INSERT INTO ${NEW} (line, prefix, n)
    SELECT s.line, ${prefix}, ROW_NUMBER() OVER (PARTITION BY ${prefix} ORDER BY s.line)
    FROM ${staging.table} s WHERE ${column.value} IS NULL${given}`);
  if (counts) await readHighest(staged, made, run);
  await run(`UPDATE ${NEW} m LEFT JOIN (SELECT prefix, MAX(n) AS n FROM ${HIGHEST} GROUP BY prefix) h ON h.prefix = m.prefix
    STRAIGHT_JOIN ${staging.table} s ON s.line = m.line
    SET ${column.value} = ${counts ? 'CONCAT(m.prefix, COALESCE(h.n, 0) + m.n)' : 'm.prefix'}`);
};

/** The highest number behind each beginning, in the table and in the file. */
const readHighest = async (
  { staging, shape }: StagedRecords,
  made: MadeColumn,
  run: (sql: string) => Promise<unknown>,
): Promise<void> => {
  const column = shape.columnOf(made.column);
  const own = `t.${column.column}`;
  const behind = `SUBSTRING(${own}, CHAR_LENGTH(p.prefix) + 1)`;
  // Where the order is that of bytes, the index finds them: `:` is behind the digits there.
  const isNear = column.stagedType.endsWith('_bin') ? `${own} >= p.prefix AND ${own} < CONCAT(p.prefix, ':') AND ` : '';
  await run(`INSERT INTO ${HIGHEST} (prefix, n)
    SELECT p.prefix, MAX(CAST(${behind} AS UNSIGNED)) FROM (SELECT DISTINCT prefix FROM ${NEW}) p STRAIGHT_JOIN ${shape.table} t
    ON ${isNear}LEFT(${own}, CHAR_LENGTH(p.prefix)) = p.prefix AND ${behind} REGEXP '^[0-9]{1,15}$' GROUP BY p.prefix`);
  const given = asText(column.value);
  await run(`INSERT INTO ${HIGHEST} (prefix, n)
    SELECT REGEXP_REPLACE(${given}, '[0-9]{1,15}$', '') AS stem, MAX(CAST(REGEXP_SUBSTR(${given}, '[0-9]{1,15}$') AS UNSIGNED))
    FROM ${staging.table} s WHERE ${column.value} REGEXP '[0-9]$' GROUP BY stem`);
};

const asText = (value: string): string => `CONVERT(${value} USING utf8mb4)`;
