/**
 * Finds out where and why the rows of a table differ from the dump's, after the proof has found that they do.
 *
 * 1. First the columns: each is summed separately on both sides.
 * 2. Then up to three rows, by their sums, in tables of up to 200,000 rows: more would take longer than it is worth.
 * 3. For a value it names the column, the row's number and line, and the likely cause; it shows the value and the key
 *    only if `showValues` is set.
 */
import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { quoteName } from '../../connectors/mysql/quote-name.js';
import type { DumpIndex, SummedColumn, TableIndex } from '../../formats/mysql-dump/dump-index.js';
import { RowDifferences } from '../../formats/mysql-dump/index/row-differences.js';
import type { WrittenRow, WrittenValue } from '../../formats/mysql-dump/index/row-differences.js';
import type { DumpServer } from '../../formats/mysql-dump/server-version.js';
import { statementsOf } from '../load/forward-statements.js';
import { lineOf } from '../load/naming-line.js';
import type { ServerColumn } from './read-columns.js';
import { fieldExpression, rowExpression } from './sum-expression.js';
import type { SumContext } from './sum-expression.js';
import { nameCause } from './name-cause.js';

export interface ExplainRequest {
  readonly dumpFile: string;
  readonly index: DumpIndex;
  readonly table: TableIndex;
  readonly columns: readonly ServerColumn[];
  readonly context: SumContext;
  readonly server: DumpServer;
  readonly showValues: boolean;
}

const MOST_ROWS = 200_000;
const TOLD_ROWS = 3;
/** Of a row. */
const TOLD_COLUMNS = 3;

/** Describes the difference in a sentence; empty if nothing could be found out. */
export const explainDifference = async (loader: MysqlConnection, request: ExplainRequest): Promise<string> => {
  const { table, index, dumpFile } = request;
  const create = table.statements.find(({ kind }) => kind === 'create');
  if (create === undefined) return '';
  let differences: RowDifferences | undefined;
  for await (const { body } of statementsOf({ dumpFile, index, table }, create))
    differences = new RowDifferences(body, index.sessions[create.session] ?? {}, request.server);
  if (differences === undefined) return '';
  const columns = await differingColumns(loader, request, differences);
  const rows = table.rows <= MOST_ROWS ? await differingRows(loader, request, differences, columns) : [];
  const parts = [
    ...(columns.length === 0 ? [] : [`${columns.length === 1 ? 'column' : 'columns'} ${list(columns)}`]),
    ...rows,
  ];
  return parts.join('; ');
};

const list = (names: readonly string[]): string =>
  names
    .slice(0, 5)
    .map((name) => `"${name}"`)
    .join(', ') + (names.length > 5 ? ', …' : '');

/** Leaves out columns whose sums differ only because the number of rows does. */
const differingColumns = async (
  loader: MysqlConnection,
  request: ExplainRequest,
  differences: RowDifferences,
): Promise<string[]> => {
  const { table, index, dumpFile } = request;
  for (const range of table.statements.filter(({ kind }) => kind === 'insert')) {
    for await (const { body } of statementsOf({ dumpFile, index, table }, range))
      differences.add(body, index.sessions[range.session] ?? {});
  }
  const sums = table.summed.map(
    (column, at) => `CAST(IFNULL(SUM(CRC32(${fieldOf(column, request)})), 0) AS CHAR) AS c${at}`,
  );
  const [found] = await loader.query(`SELECT COUNT(*) AS n, ${sums.join(', ')} FROM ${quoteName(table.name)}`);
  if (Number(found?.['n']) !== table.rows) return [];
  const expected = differences.columnSums;
  return table.summed.filter(({ name }, at) => expected.get(name) !== found?.[`c${at}`]).map(({ name }) => name);
};

const fieldOf = (column: SummedColumn, { columns, context }: ExplainRequest): string =>
  fieldExpression(column, columns, context);

/** Describes rows of the dump that staging does not have. */
const differingRows = async (
  loader: MysqlConnection,
  request: ExplainRequest,
  differences: RowDifferences,
  columns: readonly string[],
): Promise<string[]> => {
  const { table, index, dumpFile } = request;
  const standing = new Map<string, number>();
  const sums = await loader.query(
    `SELECT CAST(CRC32(${rowExpression(table.summed, request.columns, request.context)}) AS CHAR) AS s, COUNT(*) AS n FROM ${quoteName(table.name)} GROUP BY 1`,
  );
  for (const { s, n } of sums) standing.set(String(s), Number(n));
  const told: string[] = [];
  let number = 0;
  for (const range of table.statements.filter(({ kind }) => kind === 'insert')) {
    for await (const { body, start } of statementsOf({ dumpFile, index, table }, range)) {
      for (const row of differences.rows(body, index.sessions[range.session] ?? {})) {
        number++;
        const left = standing.get(row.sum) ?? 0;
        if (left > 0) standing.set(row.sum, left - 1);
        else
          told.push(
            await describeRow(loader, request, row, { number, line: await lineOf(dumpFile, start + row.at), columns }),
          );
        if (told.length === TOLD_ROWS) return told;
      }
    }
  }
  return told;
};

interface Place {
  readonly number: number;
  readonly line: number;
  /** The columns that differ in the table. */
  readonly columns: readonly string[];
}

const describeRow = async (
  loader: MysqlConnection,
  request: ExplainRequest,
  row: WrittenRow,
  { number, line, columns }: Place,
): Promise<string> => {
  const { context, showValues } = request;
  const byName = new Map(request.columns.map((column) => [column.name, column]));
  const differing = columns.length <= 1 ? columns : await differingIn(loader, request, row, columns);
  const found = row.values.filter(({ column }) => differing.includes(column)).slice(0, TOLD_COLUMNS);
  const what = found.map((value) => {
    const cause = nameCause(value, byName.get(value.column), context.names);
    const head = [
      ...(columns.length === 1 ? [] : [`column "${value.column}"`]),
      ...(showValues ? [`(${show(value)})`] : []),
    ].join(' ');
    return [head, cause].filter((part) => part !== undefined && part !== '').join(': ');
  });
  const keys = showValues
    ? row.values
        .filter(({ column }) => byName.get(column)?.inPrimaryKey === true)
        .map((value) => `${value.column} = ${show(value)}`)
    : [];
  const key = keys.length === 0 ? '' : `, ${keys.join(', ')}`;
  const words = what.filter((one) => one !== '').join(', ');
  const place = `row ${number} (line ${line} of the dump${key})`;
  if (words !== '') return `${place}: ${words}`;
  return columns.length === 0 ? `${place} is missing` : place;
};

/**
 * Of the table's differing columns, returns those that differ in this row: staging has a row that equals it in all
 * other columns, or in its primary key.
 */
const differingIn = async (
  loader: MysqlConnection,
  request: ExplainRequest,
  row: WrittenRow,
  columns: readonly string[],
): Promise<readonly string[]> => {
  const { table } = request;
  const sums = new Map(row.values.map(({ column, sum }) => [column, sum]));
  const keys = new Set(request.columns.filter(({ inPrimaryKey }) => inPrimaryKey).map(({ name }) => name));
  const alike = table.summed.filter(({ name }) => !columns.includes(name) && (keys.size === 0 || keys.has(name)));
  if (alike.length === 0) return columns;
  const where = alike.map((column) => `CRC32(${fieldOf(column, request)}) = ${sums.get(column.name)}`).join(' AND ');
  const asked = table.summed.filter(({ name }) => columns.includes(name));
  const rows = await loader.query(
    `SELECT ${asked.map((column, at) => `CAST(CRC32(${fieldOf(column, request)}) AS CHAR) AS c${at}`).join(', ')} FROM ${quoteName(table.name)} WHERE ${where} LIMIT 2`,
  );
  const [only, second] = rows;
  if (only === undefined || second !== undefined) return columns;
  return asked.filter(({ name }, at) => sums.get(name) !== only[`c${at}`]).map(({ name }) => name);
};

const show = ({ bytes, isNull }: WrittenValue): string => {
  if (isNull || bytes === undefined) return 'NULL';
  const text = bytes.toString('utf8');
  return text.includes('\ufffd') ? `0x${bytes.subarray(0, 32).toString('hex')}` : `"${text.slice(0, 64)}"`;
};
