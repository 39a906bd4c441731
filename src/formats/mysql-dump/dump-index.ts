import type { ContentProof } from '../../contracts/dump-import/proof.js';
import type { StoredObject } from '../../contracts/dump-import/stored-object.js';
import type { DatabaseDefaults } from './database-defaults.js';

/** Bytes `start` (included) to `end` (excluded) of the dump. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** The settings that the dump's own SET statements gave the session at one point; absent means the server's default. */
export interface DumpSession {
  /** Of the last `SET NAMES`. */
  readonly names?: string;
  readonly collation?: string;
  readonly characterSetClient?: string;
  readonly sqlMode?: string;
  readonly timeZone?: string;
  readonly foreignKeyChecks?: boolean;
  readonly uniqueChecks?: boolean;
}

/** How a statement treats a row whose key an earlier row has. */
export type MergeKind = 'INSERT IGNORE' | 'REPLACE' | 'ON DUPLICATE KEY UPDATE';

/** Consecutive statements of one kind for one table, under one session. */
export interface TableStatements extends ByteRange {
  /**
   * `link` alters by adding foreign keys, which need the keys of other tables; a TRUNCATE of the empty table stands
   * with `create`.
   */
  readonly kind: 'create' | 'insert' | 'alter' | 'link';
  readonly statements: number;
  /** Rows that the statements hold; 0 for `create` and `alter`. */
  readonly rows: number;
  /** Index into `DumpIndex.sessions`. */
  readonly session: number;
  /** The statement delimiter in force, `;` unless the dump changed it. */
  readonly delimiter: string;
  /** Of `insert`: what becomes of a row whose key an earlier one has. @default an error */
  readonly merges?: MergeKind;
  /** Of `insert`: where in each statement its VALUES end. */
  readonly valuesAt?: number;
  /** In each statement's body: what is not sent, such as the own schema before a name; a blank takes its place. */
  readonly cuts?: readonly ByteRange[];
  /** Names in `create` and `alter` that are sent as others, in their order. */
  readonly replacements?: readonly NameReplacement[];
}

/** The name of a collation that another takes the place of (`load.collations`). */
export interface NameReplacement extends ByteRange {
  readonly name: string;
}

/** Whether the rows of a table can be written anew as the lines of a LOAD DATA, and what a line then holds. */
export type RowLines =
  | { readonly kind: 'possible'; readonly columns: readonly { readonly name: string; readonly skipped: boolean }[] }
  | { readonly kind: 'impossible'; readonly reason: string };

/**
 * How a column's value enters the row's sum:
 * `value` its bytes, `crc` the decimal CRC-32 of its bytes (long columns), `bit` its bytes padded to the column's
 * width.
 */
export type SumForm = 'value' | 'crc' | 'bit';

export interface SummedColumn {
  readonly name: string;
  readonly form: SumForm;
}

export interface TableIndex {
  readonly name: string;
  readonly engine?: string;
  readonly partitioned: boolean;
  /** Line of the dump where the table's CREATE begins, counted from 1. */
  readonly line: number;
  /** In the order of the dump; the loader keeps it. */
  readonly statements: readonly TableStatements[];
  readonly rows: number;
  /** Of its first statement that would not fail for a row whose key an earlier one has. */
  readonly merges?: { readonly kind: MergeKind; readonly line: number };
  /** Bytes of its INSERT statements. */
  readonly dataBytes: number;
  /** Bytes of its longest statement. */
  readonly longestStatement: number;
  readonly content: ContentProof;
  /** The columns that the sum covers, in the sum's order. */
  readonly summed: readonly SummedColumn[];
  readonly leftOut: readonly { readonly column: string; readonly reason: string }[];
  readonly lines: RowLines;
  /** Tables of the same dump that its foreign keys refer to. */
  readonly references: readonly string[];
}

/** A trigger that stands before rows of its table. */
export interface TriggerBeforeRows {
  readonly trigger: string;
  readonly table: string;
  /** Of its CREATE. */
  readonly line: number;
  /** Of the first INSERT behind it. */
  readonly rowsLine: number;
  /** Rows that stand behind it. */
  readonly rows: number;
}

/** An object that comes or goes at one byte of the dump. */
export type ObjectStep =
  | { readonly offset: number; readonly create: StoredObject }
  | { readonly offset: number; readonly drop: Pick<StoredObject, 'kind' | 'name'> };

/** The triggers that the vendor's client would fire while it loads the dump, and what they reach. */
export interface FiringTriggers {
  readonly triggers: readonly TriggerBeforeRows[];
  /** Tables that they, or what they call, may write rows of. */
  readonly made: readonly string[];
  /** Further tables whose own rows they may change before these are stored. */
  readonly changed: readonly string[];
  /** Every word of theirs, in lower case. */
  readonly mentions: readonly string[];
  /** In the order of the dump. */
  readonly steps: readonly ObjectStep[];
}

/** Why bytes of the dump do not reach the server as they stand. */
export type DropRule =
  | 'comment-or-blank'
  | 'delimiter-command'
  | 'session-setting'
  | 'replication-setting'
  | 'table-lock'
  | 'transaction'
  | 'keys-switch'
  | 'drop-before-create'
  | 'create-database'
  | 'use-database'
  | 'alter-database'
  | 'view-stub'
  | 'object-definition'
  | 'excluded-table'
  | 'histogram';

/** One line of the account of every byte: neighbouring bytes with the same fate. */
export interface AccountedRange extends ByteRange {
  readonly fate: 'forwarded' | DropRule;
}

/** Something that a person should know of a dump. */
export interface DumpNote {
  readonly text: string;
  /** Where it is true first. */
  readonly line: number;
  /** How often. */
  readonly count: number;
}

/**
 * What one scan over a dump finds out: the plan of the load, its resume map, the total of its progress and the oracle
 * of its proof. JSON-safe, written beside the dump.
 */
export interface DumpIndex {
  readonly bytes: number;
  /** The database that the dump names itself (header, CREATE DATABASE or USE). */
  readonly declaredDatabase?: string;
  /** Of the dump's CREATE or ALTER DATABASE: what tables take that name none. */
  readonly charset?: string;
  readonly collation?: string;
  /** What the dump's last ALTER DATABASE leaves to the database, where that is something else. */
  readonly left?: DatabaseDefaults;
  /** What is made otherwise than the vendor's client makes it. Absent where nothing is. */
  readonly notes?: readonly DumpNote[];
  /** Of `load.collations` what this dump needs; it is applied to all else here. Absent where nothing is mapped. */
  readonly collations?: Readonly<Record<string, string>>;
  readonly sessions: readonly DumpSession[];
  readonly tables: readonly TableIndex[];
  /** Views (their last definition), triggers, routines and events, in the order of the dump. */
  readonly objects: readonly StoredObject[];
  /** Absent where no trigger stands before rows of its table. */
  readonly firing?: FiringTriggers;
  /**
   * The triggers of `firing` fire: everything is loaded in the order of the dump (`load.triggers_before_rows`).
   * @default false
   */
  readonly inOrder?: boolean;
  /** The dump ends as its tool ends a complete one. */
  readonly hasTrailer: boolean;
  /** Every byte of the dump, in order, without gap or overlap. */
  readonly account: readonly AccountedRange[];
}

/** A table of a dump that is still being read: all that stood of it when the next table began. */
export interface CompleteTable extends Pick<DumpIndex, 'charset' | 'collation'> {
  readonly table: TableIndex;
  /** As in the dump's index; it grows. */
  readonly sessions: readonly DumpSession[];
}
