import type { RecordCounts } from '../../contracts/table-import/record-counts.js';
import type { LineReject, Reject, RejectState, StoredReject } from '../../contracts/table-import/reject.js';
import type { Reference, Resource } from '../../contracts/table-import/resource.js';
import type { TableName } from '../../contracts/table-import/table-name.js';
import type { SetsChecked } from './sets-checked.js';
import type { TableColumn, TableFacts, UniqueKey } from './table-facts.js';

/**
 * A database that records go into; PostgreSQL and MySQL are one each. Its own tables (staging, ledger, rejects) are in
 * the schema `stevedore`, which it makes where it is missing.
 *
 * Every method throws the connector's errors, and FENCED where a later epoch has taken over.
 */
export interface TableTarget {
  /** The table as it is; undefined where there is none. */
  describe(name: TableName): Promise<TableFacts | undefined>;
  /** Tables that there are, by name, without those of the product and of the server; at most so many. */
  listTables(limit: number): Promise<readonly TableName[]>;
  /** Makes a table of VARCHAR columns; one that is there is left alone. */
  create(name: TableName, columns: readonly string[], key: readonly string[]): Promise<void>;
  /** Adds VARCHAR columns; those that are there are left alone. */
  addColumns(name: TableName, columns: readonly string[]): Promise<void>;
  /** How many rows the table has. */
  countRows(name: TableName): Promise<number>;
  /** Takes over the writing of one file of a run; see TableWriter. */
  open(claim: Claim): Promise<TableWriter>;
  /** What the ledger says of a run's files, in their order. */
  ledger(runId: string): Promise<readonly LedgerEntry[]>;
  /** As `ledger`, once the sessions of the run's writers are ended: what it does not say will not be committed. */
  endedLedger(runId: string): Promise<readonly LedgerEntry[]>;
  readonly rejects: RejectStore;
  /** Drops the run's staging; what is not there is not an error. */
  clean(runId: string): Promise<void>;
  /** Forgets ledger and rejects of runs that ended before; gives how many runs. */
  prune(before: Date): Promise<number>;
  end(): Promise<void>;
}

/** What a writer is opened for. */
export interface Claim {
  readonly runId: string;
  readonly fileNo: number;
  readonly plan: WritePlan;
  /** Ends the statement that runs, on the server too. */
  readonly signal?: AbortSignal;
}

/** A table and how records go into it; `columns` are those of the lines, in their order. */
export interface WritePlan
  extends Pick<
    Resource,
    'onExisting' | 'onConflict' | 'duplicates' | 'rebuild' | 'maxShrinkPercent' | 'relations' | 'presence'
  > {
  readonly name: TableName;
  readonly columns: readonly TableColumn[];
  /**
   * Every one of them is among the columns; empty where each record is a new row. One that the table generates is made
   * in the staging as the table makes it.
   */
  readonly key: readonly string[];
  /** Beside the key; every column of them is among the columns. */
  readonly uniques: readonly UniqueKey[];
  readonly references: readonly Reference[];
}

/** One row of the ledger: how far the writing of a file has come, written in the transactions that wrote its rows. */
export interface LedgerEntry extends RecordCounts {
  readonly fileNo: number;
  readonly epoch: number;
  /** `staged`: all records are in staging or rejects. `done`: the rows are in the table. */
  readonly phase: 'staging' | 'staged' | 'done';
}

/**
 * Writes one file of a run into its table.
 *
 * 1. Opening takes a new epoch in the ledger, ends the sessions that earlier epochs have recorded, and records its own.
 *    Every transaction that writes checks the epoch first, and locks the ledger row until it commits.
 * 2. One writer at a time writes into a target table, whatever the run: `publish` and `writeBatch` wait for the others.
 * 3. Counts are those of the transaction that wrote the rows, and are in the ledger with its commit.
 */
export interface TableWriter {
  /** As it was when the writer was opened. */
  readonly ledger: LedgerEntry;

  /**
   * Fills the staging, emptied before, from lines as `encodeLine` writes them. Resolves to the number of rows, and
   * what the server would not take although it kept its rule: those lines are not in the staging, which is filled anew
   * without them by the next call.
   */
  stage(lines: AsyncIterable<Buffer>): Promise<{ readonly rows: number; readonly refused: readonly LineReject[] }>;

  /**
   * Looks through the staging by the server's own comparison: keys that come twice, second unique keys that collide
   * with another record or with another row of the table, rows that are there where `onExisting` is `reject`, missing
   * references, NULL in the key. What is found does not go into the table; of the reasons, those of the first 100,000
   * records are given. Repeatable.
   */
  checkSets(): Promise<SetsChecked>;

  /** Replaces what is kept of this file's rejects; with `staged`, in the same transaction the ledger says so. */
  saveRejects(rejects: AsyncIterable<Reject> | Iterable<Reject>, staged?: Pick<RecordCounts, 'records'>): Promise<void>;

  /**
   * Puts what is staged into the table, in one transaction with the ledger. What a constraint or a trigger refuses is
   * found by halving, and given to `rejectsOf`, whose answer is kept as rejects in the same transaction. Throws
   * RECORDS_MISCOUNTED, with nothing written, where the counts do not add up to `records`. Where the ledger says
   * `done`, it gives the ledger's counts and does nothing.
   */
  publish(request: PublishRequest): Promise<Published>;

  /**
   * One batch, in one transaction: staging, sets, rows, rejects, ledger. `records` is how many records of the file are
   * done with it.
   */
  writeBatch(batch: Batch): Promise<RecordCounts>;

  /** The last batch was written: the ledger says `done`. */
  finish(): Promise<void>;

  close(): Promise<void>;
}

export interface PublishRequest {
  readonly records: number;
  readonly superseded: number;
  /** Before the publish: of the reading and of the sets. */
  readonly rejected: number;
  readonly rejectsOf: RejectsOf;
  /** All of it is done, and rolled back. @default false */
  readonly dryRun?: boolean;
  /** Called right before the COMMIT is sent. */
  readonly onCommit?: () => void;
}

/** Makes whole rejects of lines, by reading the file again. */
export type RejectsOf = (lines: readonly LineReject[]) => Promise<readonly Reject[]>;

export interface Published extends RecordCounts {
  /** Of a dry run: up to ten rows that would change. */
  readonly examples?: readonly RowChange[];
  /** Where rows say it of their source. */
  readonly presence?: NotedPresence;
}

export interface NotedPresence {
  /** Rows that the file lacks, and that were available before. */
  readonly gone: number;
  /** Records of which nobody knows which row they are for: with one of them no row is taken for gone. */
  readonly unknown: number;
}

export interface RowChange {
  readonly key: Readonly<Record<string, string | null>>;
  readonly before: Readonly<Record<string, string | null>>;
  readonly after: Readonly<Record<string, string | null>>;
}

export interface Batch {
  /** Of the good records, as `encodeLine` writes them. */
  readonly lines: Buffer;
  /** How many lines there are. */
  readonly count: number;
  /** Rejects of the reading. */
  readonly rejects: readonly Reject[];
  readonly rejectsOf: RejectsOf;
  /** Records of the file that are done once the batch is written. */
  readonly records: number;
}

/** The rejects of all runs. */
export interface RejectStore {
  /** In the order of file and line, from behind `after`. */
  list(request: RejectQuery): Promise<readonly StoredReject[]>;
  /** How many a run has had by its ledger, more than are kept where a file has more than 100,000. */
  total(runId: string): Promise<number>;
  /** How many are kept of a run, by state. */
  count(runId: string): Promise<Readonly<Record<RejectState, number>>>;
  /** By column and code, the most frequent first. */
  groups(runId: string): Promise<readonly RejectGroup[]>;
  /** Puts bytes in a reject's place; false where there is none that is open. */
  mend(at: RejectAt, raw: Buffer): Promise<boolean>;
  /** Opens or dismisses a reject; what is in its table stays so. */
  setState(at: RejectAt, state: Exclude<RejectState, 'replayed'>): Promise<void>;
  /**
   * Marks rejects of a run as replayed by the run `by`; one that was mended since it was read is left as it is. Gives
   * how many it marked.
   */
  settle(runId: string, replayed: readonly ReplayedReject[], by: string): Promise<number>;
}

/** A reject as a replay has read it. */
export interface ReplayedReject extends Pick<RejectAt, 'fileNo' | 'line'> {
  /** SHA-256 of what it was mended to, in hexadecimal digits; empty where it was not. */
  readonly mended: string;
}

export interface RejectAt {
  readonly runId: string;
  readonly fileNo: number;
  readonly line: number;
}

export interface RejectQuery {
  readonly runId: string;
  readonly state?: RejectState;
  /** Those that have this one among their reasons. */
  readonly reason?: Pick<RejectGroup, 'code' | 'column'>;
  readonly after?: Pick<RejectAt, 'fileNo' | 'line'>;
  readonly limit: number;
}

export interface RejectGroup {
  readonly code: string;
  /** Absent where the record as a whole is the reason. */
  readonly column?: string;
  readonly count: number;
  /** How many of them are open. */
  readonly open: number;
}
