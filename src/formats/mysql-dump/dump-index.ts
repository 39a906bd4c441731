import type { ContentProof } from '../../contracts/dump-import/proof.js';
import type { StoredObject } from '../../contracts/dump-import/stored-object.js';
import type { DatabaseDefaults } from './database-defaults.js';

/** Bytes `start` (included) to `end` (excluded) of the dump. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The session settings in force at one point of the dump, as its own SET statements left them. Absent: the server's
 * default.
 */
export interface DumpSession {
  /** From the last `SET NAMES`. */
  readonly names?: string;
  readonly collation?: string;
  readonly characterSetClient?: string;
  readonly sqlMode?: string;
  readonly timeZone?: string;
  readonly foreignKeyChecks?: boolean;
  readonly uniqueChecks?: boolean;
}

/** How a statement treats a row whose key already exists. */
export type MergeKind = 'INSERT IGNORE' | 'REPLACE' | 'ON DUPLICATE KEY UPDATE';

/** Consecutive statements of one kind for one table, under one session. */
export interface TableStatements extends ByteRange {
  /**
   * `link` is an ALTER that adds foreign keys; it needs the keys of other tables. A TRUNCATE of the empty table counts
   * as `create`.
   */
  readonly kind: 'create' | 'insert' | 'alter' | 'link';
  readonly statements: number;
  /** Rows in the statements; 0 for `create` and `alter`. */
  readonly rows: number;
  /** Index into `DumpIndex.sessions`. */
  readonly session: number;
  /** The statement delimiter in force. */
  readonly delimiter: string;
  /** For `insert`: how it treats a row whose key already exists. @default it fails */
  readonly merges?: MergeKind;
  /** For `insert`: the offset in each statement where its VALUES end. */
  readonly valuesAt?: number;
  /**
   * Ranges in each statement's body that are not sent, such as the dump's own schema before a name. A blank replaces
   * each.
   */
  readonly cuts?: readonly ByteRange[];
  /** Names in `create` and `alter` that are replaced before sending, in order. */
  readonly replacements?: readonly NameReplacement[];
}

/** The place of a collation's name that is replaced by another (`load.collations`). */
export interface NameReplacement extends ByteRange {
  readonly name: string;
}

/** Whether a table's rows can be rewritten as lines for LOAD DATA, and what a line holds. */
export type RowLines =
  | { readonly kind: 'possible'; readonly columns: readonly { readonly name: string; readonly skipped: boolean }[] }
  | { readonly kind: 'impossible'; readonly reason: string };

/**
 * How a column's value enters the row's sum: `value` as its bytes, `crc` as the decimal CRC-32 of its bytes (long
 * columns), `bit` as its bytes padded to the column's width.
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
  /** In the dump's order, which the loader keeps. */
  readonly statements: readonly TableStatements[];
  readonly rows: number;
  /** The table's first statement that does not fail on a row whose key already exists. */
  readonly merges?: { readonly kind: MergeKind; readonly line: number };
  /** Total bytes of its INSERT statements. */
  readonly dataBytes: number;
  /** Bytes of its longest statement. */
  readonly longestStatement: number;
  readonly content: ContentProof;
  /** The columns that the sum covers, in order. */
  readonly summed: readonly SummedColumn[];
  readonly leftOut: readonly { readonly column: string; readonly reason: string }[];
  readonly lines: RowLines;
  /** Tables of the same dump that its foreign keys reference. */
  readonly references: readonly string[];
}

/** A trigger that the dump creates before it inserts rows into the trigger's table. */
export interface TriggerBeforeRows {
  readonly trigger: string;
  readonly table: string;
  /** Line of its CREATE. */
  readonly line: number;
  /** Line of the first INSERT after it. */
  readonly rowsLine: number;
  /** Rows inserted after it. */
  readonly rows: number;
}

/** The creation or removal of an object at one byte of the dump. */
export type ObjectStep =
  | { readonly offset: number; readonly create: StoredObject }
  | { readonly offset: number; readonly drop: Pick<StoredObject, 'kind' | 'name'> };

/** The triggers that the vendor's client would fire while it loads the dump, and the tables they can reach. */
export interface FiringTriggers {
  readonly triggers: readonly TriggerBeforeRows[];
  /** Tables whose rows the triggers, or what they call, may insert, change or delete. */
  readonly made: readonly string[];
  /** Further tables whose new rows they may change before these are stored. */
  readonly changed: readonly string[];
  /** Every word in them, in lower case. */
  readonly mentions: readonly string[];
  /** In the dump's order. */
  readonly steps: readonly ObjectStep[];
}

/** Why some bytes of the dump are not sent to the server unchanged. */
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

/** One entry of the account of every byte: adjacent bytes with the same fate. */
export interface AccountedRange extends ByteRange {
  readonly fate: 'forwarded' | DropRule;
}

/** Something about a dump that a person should know. */
export interface DumpNote {
  readonly text: string;
  /** Line of the first occurrence. */
  readonly line: number;
  /** Number of occurrences. */
  readonly count: number;
}

/**
 * The result of one scan over a dump. It serves as the plan of the load, its resume map, the total of its progress and
 * the oracle of its proof. JSON-safe; written beside the dump.
 */
export interface DumpIndex {
  readonly bytes: number;
  /** The database that the dump names (in its header, CREATE DATABASE or USE). */
  readonly declaredDatabase?: string;
  /** From the dump's CREATE or ALTER DATABASE: the character set of tables that name none. */
  readonly charset?: string;
  readonly collation?: string;
  /** The defaults after the dump's last ALTER DATABASE, if they differ. */
  readonly left?: DatabaseDefaults;
  /** What the load does differently from the vendor's client. Absent if there is nothing. */
  readonly notes?: readonly DumpNote[];
  /**
   * The part of `load.collations` that this dump needs, already applied to the rest of the index. Absent if nothing is
   * mapped.
   */
  readonly collations?: Readonly<Record<string, string>>;
  readonly sessions: readonly DumpSession[];
  readonly tables: readonly TableIndex[];
  /** Views (last definition only), triggers, routines and events, in the dump's order. */
  readonly objects: readonly StoredObject[];
  /** Absent if no trigger is created before rows of its table. */
  readonly firing?: FiringTriggers;
  /**
   * True if the triggers of `firing` fire: then everything is loaded in the dump's order (`load.triggers_before_rows`).
   * @default false
   */
  readonly inOrder?: boolean;
  /** Whether the dump ends with its tool's end marker. */
  readonly hasTrailer: boolean;
  /** Every byte of the dump, in order, without gap or overlap. */
  readonly account: readonly AccountedRange[];
}

/** The rows of a table whose INSERT statements are still being read, all in one range of the dump. */
export interface TableGrowth {
  readonly isGrowing: boolean;
  /** Where its last row ends so far. */
  readonly reaches: number;
  /** What the table is in the end; undefined before that, and for good where its later rows are of another kind. */
  readonly whole: TableIndex | undefined;
  /**
   * Resolves with where its rows end when that is behind `at`, and with undefined when no more come. Throws the
   * signal's reason, and an error where the later rows are of another kind than the first ones.
   */
  next(at: number, signal: AbortSignal): Promise<number | undefined>;
}

/**
 * A table of a dump that is still being read: everything seen of it when the next table began, or what is known of a
 * large one whose rows are still being read.
 */
export interface CompleteTable extends Pick<DumpIndex, 'charset' | 'collation'> {
  readonly table: TableIndex;
  /** Present where the table was reported before its end; it is not reported again. */
  readonly growth?: TableGrowth;
  /** The same list as in the dump's index; it grows while the dump is read. */
  readonly sessions: readonly DumpSession[];
}
