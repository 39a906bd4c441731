import type { MysqlConnection, Row } from '../../../../connectors/mysql/open-connection.js';
import { StevedoreError } from '../../../../contracts/errors.js';
import type { Reason } from '../../../../contracts/table-import/reason.js';
import type { LineReject } from '../../../../contracts/table-import/reject.js';
import type { TableShape } from '../catalog/table-shape.js';
import type { StagedRecords } from './staging.js';
import { loadStatement } from './staging.js';

export interface Loaded {
  readonly rows: number;
  /** Lines that hold a value which the server would have changed to take it; they are in the staging so changed. */
  readonly refused: readonly LineReject[];
}

/** Reads lines into the staging, in the transaction that runs. Throws MYSQL_STATEMENT_FAILED where some are lost. */
export const loadLines = async (staged: StagedRecords, lines: AsyncIterable<Buffer>): Promise<Loaded> => {
  const { connection, shape } = staged;
  const result = await connection.loadLocal(loadStatement(staged), lines, 'Cannot stage records');
  if (result.skipped > 0) {
    throw new StevedoreError(
      'MYSQL_STATEMENT_FAILED',
      `Cannot stage records: the server skipped ${result.skipped} of ${result.records} lines`,
    );
  }
  const refused = result.warnings === 0 ? [] : await readRefused(staged, shape);
  return { rows: result.records, refused };
};

const readRefused = async ({ connection, staging }: StagedRecords, shape: TableShape): Promise<LineReject[]> => {
  const byRow = new Map<number, Reason[]>();
  for (const warning of await connection.query('SHOW WARNINGS')) {
    const row = Number(/ at row (\d+)$/.exec(String(warning['Message']))?.[1]);
    const reason = reasonOf(warning, shape);
    if (!Number.isInteger(row)) {
      throw new StevedoreError(
        'MYSQL_STATEMENT_FAILED',
        `Cannot stage records: the server warns ${String(warning['Code'])}, and does not say of which line`,
      );
    }
    byRow.set(row, [...(byRow.get(row) ?? []), reason]);
  }
  const lines = await linesOf(connection, staging.table, [...byRow.keys()]);
  return [...byRow].flatMap(([row, reasons]) => {
    const line = lines.get(row);
    return line === undefined ? [] : [{ line, reasons }];
  });
};

/** Lines come in their order, so the n-th that was read is the n-th that is there. */
const linesOf = async (
  connection: MysqlConnection,
  table: string,
  rows: readonly number[],
): Promise<Map<number, number>> => {
  const found = await connection.query(
    `SELECT n, line FROM (SELECT line, ROW_NUMBER() OVER (ORDER BY line) AS n FROM ${table}) numbered WHERE n IN (?)`,
    [rows],
    'Cannot find the lines of refused values',
  );
  return new Map(found.map((row) => [Number(row['n']), Number(row['line'])]));
};

const SHOWN = 200;

const reasonOf = (warning: Row, shape: TableShape): Reason => {
  const message = String(warning['Message']);
  const staged = /column (?:[^\s]*[.`']|')?`?(c\d+)[`']? at row \d+$/.exec(message)?.[1];
  const column = shape.lines.find((one) => one.staged === staged)?.name;
  const value = /^[^:']*: '(.*)' for column /s.exec(message)?.[1];
  return {
    code: 'refused_by_database',
    ...(column !== undefined && { column }),
    ...(value !== undefined && { value: value.slice(0, SHOWN) }),
    message: WORDS[Number(warning['Code'])] ?? `the server does not take the value (${String(warning['Code'])})`,
  };
};

const WORDS: Readonly<Record<number, string>> = {
  1264: 'the value is out of the range of the column',
  1265: 'the column does not take the whole value',
  1292: 'the column does not take such a value',
  1300: 'the value has characters that the column does not take',
  1366: 'the column does not take such a value',
  1406: 'the value is too long for the column',
  1977: 'the value has characters that the column does not take',
  3854: 'the value has characters that the column does not take',
};
