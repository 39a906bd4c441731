import { mysqlErrorNumber, mysqlErrorState } from '../../../../connectors/mysql/errors.js';
import { isStevedoreError, StevedoreError } from '../../../../contracts/errors.js';
import type { Reason } from '../../../../contracts/table-import/reason.js';
import type { LineReject } from '../../../../contracts/table-import/reject.js';
import { isOfSelf } from '../staging/set-finder.js';
import { GOES_IN } from '../staging/staging.js';
import type { StagedRecords } from '../staging/staging.js';
import { hasLists, linkLists } from './link-lists.js';
import { refusedReason } from './refused-reason.js';
import { insertStatement, upsertStatement } from './write-statements.js';

/** What became of records that went to the table. */
export interface Written {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  /** What a constraint, a trigger or a type refused. */
  readonly refused: readonly LineReject[];
}

/** A failure costs some twenty statements; beyond so many something is wrong with the table or the file as a whole. */
const MOST_REFUSED = 1_000;
/** Of records that refer to each other: until those that came behind them are in. */
const MOST_WAITING = 20_000;

/** Records by their lines, both included. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * Writes the staged records that go in, and what their lists link, in the transaction that runs. Where the server
 * refuses one of them, it is found by halving; what fails has written nothing, and what is good stays. Records that
 * were refused are tried again as long as some go in: a row may need one that came behind it.
 *
 * Throws MYSQL_STATEMENT_FAILED beyond 1,000 such records.
 */
export const writeRows = async (staged: StagedRecords, count: number): Promise<Written> => {
  const whole = await attempt(staged, GOES_IN, count);
  return 'written' in whole ? { ...whole.written, refused: [] } : new Halving(staged).run();
};

type Changes = Omit<Written, 'refused'>;
type Attempted = { readonly written: Changes } | { readonly reason: Reason };

/**
 * A statement that fails has undone what it wrote, and what its triggers wrote into tables with transactions; with
 * lists there are several of them.
 */
const attempt = async (staged: StagedRecords, where: string, count: number): Promise<Attempted> => {
  const { connection, shape } = staged;
  const links = hasLists(staged);
  try {
    if (links) await connection.execute('SAVEPOINT stevedore_try', 'Cannot try to write');
    const written = await write(staged, where, count);
    if (links) await linkLists(staged, where);
    return { written };
  } catch (error) {
    if (!isFaultOfRecord(error)) throw error;
    // The server tells of its last statement only.
    const reason = await refusedReason(connection, shape, error);
    if (links) await connection.execute('ROLLBACK TO SAVEPOINT stevedore_try', 'Cannot try to write');
    return { reason };
  }
};

/** Classes of SQLSTATE: the value, the constraint, what a trigger signals. */
const RECORD_STATES = ['22', '23', '44', '45'];
/** Without a class: checks, no default, wrong values, numbers out of range, texts of a geometry, no partition. */
const RECORD_NUMBERS = new Set([1364, 1366, 1416, 1526, 1690, 1748, 3140, 3141, 3819, 4025, 6138]);

const isFaultOfRecord = (error: unknown): error is StevedoreError =>
  isStevedoreError(error) &&
  error.code === 'MYSQL_STATEMENT_FAILED' &&
  (RECORD_STATES.includes((mysqlErrorState(error) ?? '').slice(0, 2)) ||
    RECORD_NUMBERS.has(mysqlErrorNumber(error) ?? 0));

const write = async (staged: StagedRecords, where: string, count: number): Promise<Changes> => {
  const { connection, shape, staging, plan } = staged;
  const isPlain = plan.key.length === 0 || plan.onExisting === 'reject';
  const parts = { shape, staging, where };
  const { affectedRows, duplicates = 0 } = await connection.execute(
    isPlain ? insertStatement(parts) : upsertStatement(parts, plan.onConflict),
    `Cannot write into "${plan.name.table}"`,
  );
  if (isPlain) return { inserted: affectedRows, updated: 0, unchanged: 0 };
  const inserted = affectedRows - 2 * duplicates;
  return { inserted, updated: duplicates, unchanged: count - inserted - duplicates };
};

class Halving {
  private readonly staged: StagedRecords;
  private limit = MOST_REFUSED;
  private readonly refused = new Map<number, Reason>();
  private readonly total = { inserted: 0, updated: 0, unchanged: 0 };

  constructor(staged: StagedRecords) {
    this.staged = staged;
  }

  async run(): Promise<Written> {
    const { connection, staging } = this.staged;
    const [ends] = await connection.query(`SELECT MIN(line) AS low, MAX(line) AS high FROM ${staging.table}`);
    const refersToItself = this.staged.plan.references.some((reference) => isOfSelf(this.staged.plan, reference));
    this.limit = refersToItself ? MOST_WAITING : MOST_REFUSED;
    await this.halve({ from: Number(ends?.['low']), to: Number(ends?.['high']) });
    for (let before = Infinity; this.refused.size > 0 && this.refused.size < before; ) {
      before = this.refused.size;
      for (const line of [...this.refused.keys()]) await this.go({ from: line, to: line });
    }
    this.limit = MOST_REFUSED;
    for (const line of this.refused.keys()) this.refuseTooMany(line);
    return { ...this.total, refused: [...this.refused].map(([line, reason]) => ({ line, reasons: [reason] })) };
  }

  private async halve(range: Range): Promise<void> {
    const middle = Math.floor((range.from + range.to) / 2);
    await this.go({ from: range.from, to: middle });
    await this.go({ from: middle + 1, to: range.to });
  }

  private async go(range: Range): Promise<void> {
    const { connection, staging } = this.staged;
    const where = `${GOES_IN} AND s.line BETWEEN ${range.from} AND ${range.to}`;
    const [row] = await connection.query(`SELECT COUNT(*) AS count FROM ${staging.table} s WHERE ${where}`);
    const count = Number(row?.['count']);
    if (count === 0) return;
    const attempted = await attempt(this.staged, where, count);
    if ('written' in attempted) {
      for (const fate of ['inserted', 'updated', 'unchanged'] as const) this.total[fate] += attempted.written[fate];
      if (range.from === range.to) this.refused.delete(range.from);
    } else if (range.from === range.to) {
      this.refuse(range.from, attempted.reason);
    } else await this.halve(range);
  }

  private refuse(line: number, reason: Reason): void {
    this.refused.set(line, reason);
    this.refuseTooMany(line);
  }

  private refuseTooMany(line: number): void {
    if (this.refused.size <= this.limit) return;
    const { table } = this.staged.plan.name;
    throw new StevedoreError(
      'MYSQL_STATEMENT_FAILED',
      `Cannot import into "${table}": it refuses more than ${this.limit} records, on line ${line} and others; mend the table or the file`,
    );
  }
}
