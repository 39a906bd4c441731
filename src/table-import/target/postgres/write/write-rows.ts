import { StevedoreError } from '../../../../contracts/errors.js';
import type { LineReject } from '../../../../contracts/table-import/reject.js';
import type { StagedRecords } from '../staging/staged-records.js';
import { attempt } from './attempt.js';
import { linkLists } from './link-lists.js';
import { refusedReason } from './refused-reason.js';
import {
  compareStatement,
  conflictStatement,
  insertMissingStatement,
  insertStatement,
  mergeStatement,
  updateStatement,
} from './write-statements.js';
import type { Way, WriteParts } from './write-statements.js';

/** What became of records that went to the table. */
export interface Written {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  /** What a constraint, a trigger or a type refused. */
  readonly refused: readonly LineReject[];
}

/** The staged records that go in. */
export interface Going {
  readonly count: number;
  /** Of staged records. */
  readonly where: string;
  /** Of those among them that may change the table; see `findChanging`. @default all */
  readonly changing?: string;
}

/** A failure costs some twenty statements; beyond so many something is wrong with the table or the file as a whole. */
const MOST_REFUSED = 1_000;

/** Records by their lines, both included. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * Writes the staged records that go in, and what their lists link, in the transaction that runs. Where the server
 * refuses one of them, it is found by halving: each half is tried in a savepoint, and what is good stays. Records that
 * were refused are tried again as long as some go in: a row may need one that came behind it.
 *
 * `ways` are tried in their order, the next where one fails with a record's fault; halves go the last of them. Throws
 * POSTGRES_ROW_REFUSED beyond 1,000 such records.
 */
export const writeRows = async (staged: StagedRecords, going: Going, ways: readonly Way[]): Promise<Written> => {
  const way = ways.at(-1) as Way;
  for (const each of ways) {
    const whole = await attempt(staged.connection, () => write(staged, each, going));
    if ('done' in whole) return { ...whole.done, refused: [] };
  }
  return new Halving(staged, going, way).run();
};

type Changes = Omit<Written, 'refused'>;

const write = async (staged: StagedRecords, way: Way, going: Going): Promise<Changes> => {
  const changes = await writeInto(staged, way, going);
  // A record that is equal to its row may have other links.
  await linkLists(staged, going.where);
  return changes;
};

const writeInto = async (staged: StagedRecords, way: Way, going: Going): Promise<Changes> => {
  const { count, changing } = going;
  const where = changing === undefined ? going.where : `${going.where} and ${changing}`;
  const { connection, shape, staging, plan } = staged;
  const { onConflict = 'source' } = plan;
  const parts: WriteParts = { shape, staging, where, onConflict };
  const action = `Cannot write into "${plan.name.table}"`;
  const counted = async (sql: string) => {
    const [row] = await connection.query(sql, [], action);
    return { inserted: Number(row?.['inserted']), updated: Number(row?.['updated']), row };
  };
  const changed = async (sql: string) => (await connection.execute(sql, [], action)).affectedRows;
  switch (way) {
    case 'plain':
      return { inserted: await changed(insertStatement(parts)), updated: 0, unchanged: 0 };
    case 'old':
    case 'xmax':
    case 'merge': {
      const { inserted, updated } = await counted(
        way === 'merge' ? mergeStatement(parts) : conflictStatement(parts, way),
      );
      return { inserted, updated, unchanged: count - inserted - updated };
    }
    case 'compared': {
      const { row } = await counted(compareStatement(parts));
      const isKept = shape.others.length === 0 || onConflict === 'target';
      const updated = isKept ? 0 : await changed(updateStatement(parts));
      return { inserted: await changed(insertMissingStatement(parts)), updated, unchanged: Number(row?.['unchanged']) };
    }
  }
};

class Halving {
  private readonly staged: StagedRecords;
  private readonly going: Going;
  private readonly way: Way;
  private refused = new Map<number, StevedoreError>();
  private readonly total = { inserted: 0, updated: 0, unchanged: 0 };

  constructor(staged: StagedRecords, going: Going, way: Way) {
    this.staged = staged;
    this.going = going;
    this.way = way;
  }

  async run(): Promise<Written> {
    const { connection, staging } = this.staged;
    const [ends] = await connection.query(`select min(line) as from, max(line) as to from ${staging.table}`);
    await connection.execute(`create index on ${staging.table} (line)`, [], 'Cannot index the staging');
    await this.halve({ from: Number(ends?.['from']), to: Number(ends?.['to']) });
    for (let before = Infinity; this.refused.size > 0 && this.refused.size < before; ) {
      before = this.refused.size;
      for (const line of [...this.refused.keys()]) await this.go({ from: line, to: line });
    }
    const refused = [...this.refused].map(([line, error]) => ({ line, reasons: [refusedReason(error)] }));
    return { ...this.total, refused };
  }

  private async halve(range: Range): Promise<void> {
    const middle = Math.floor((range.from + range.to) / 2);
    await this.go({ from: range.from, to: middle });
    await this.go({ from: middle + 1, to: range.to });
  }

  private async go(range: Range): Promise<void> {
    const { connection, staging } = this.staged;
    const where = `${this.going.where} and s.line between ${range.from} and ${range.to}`;
    const [row] = await connection.query(`select count(*) as count from ${staging.table} s where ${where}`);
    const count = Number(row?.['count']);
    if (count === 0) return;
    const attempted = await attempt(connection, () => write(this.staged, this.way, { where, count }));
    if ('done' in attempted) {
      for (const fate of ['inserted', 'updated', 'unchanged'] as const) this.total[fate] += attempted.done[fate];
      if (range.from === range.to) this.refused.delete(range.from);
    } else if (range.from === range.to) this.refuse(range.from, attempted.fault);
    else await this.halve(range);
  }

  private refuse(line: number, fault: StevedoreError): void {
    this.refused.set(line, fault);
    if (this.refused.size <= MOST_REFUSED) return;
    const { table } = this.staged.plan.name;
    throw new StevedoreError(
      'POSTGRES_ROW_REFUSED',
      `Cannot import into "${table}": it refuses more than ${MOST_REFUSED} records, on line ${line} as that ${refusedReason(fault).message}; mend the table or the file`,
      { details: fault.details },
    );
  }
}
