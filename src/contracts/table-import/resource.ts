import type { ColumnRule } from './column-rule.js';
import type { Relations } from './relations.js';

/** A column that has to name a row of another table, or nothing. */
export interface Reference {
  readonly columns: readonly string[];
  /** In the same schema, unless it is given. */
  readonly schema?: string;
  readonly table: string;
  readonly foreignColumns: readonly string[];
}

/** A column of a declared table. */
export interface ResourceColumn extends ColumnRule {
  /** Stands where the file has no such column, or nothing in it. @default the table's own default */
  readonly default?: string;
  /** Stands in every row; what the file says of the column is not taken. @default what the file says */
  readonly value?: string;
  /** Never exported unless it is named. @default false */
  readonly secret?: boolean;
}

/**
 * Whose values stand where a record and its row differ: `source` is the record's, `target` the row's; with `newer` they
 * are the record's where its value in that column is the higher one, or the row has none.
 */
export type OnConflict = 'source' | 'target' | { readonly newer: string };

/**
 * What rows say of their source: a record that is for a row is seen, and that is no change of the row. Rows of the
 * source that a file lacks are not available, unless a record of it could not be read: it might have been theirs.
 */
export interface Presence {
  /** Gets the time when a file with the row's record goes in. */
  readonly seenAt: string;
  /** True of the rows that the file has, false of those that it lacks. */
  readonly available: string;
  /** Columns and their values, by which a row belongs to the source. */
  readonly source: Readonly<Record<string, string>>;
  /** The file is not all of the source: no row is taken for gone. @default false */
  readonly isPartial?: boolean;
}

/** What ends a run that has too many rejects. */
export type RejectLimit = { readonly count: number } | { readonly percent: number };

/** A table that records go into: its rules, and what becomes of the rows that are there. */
export interface Resource {
  /** Name of a connection to PostgreSQL, MySQL or MariaDB. */
  readonly connection: string;
  /** @default PostgreSQL: `public`; MySQL: the connection's database */
  readonly schema?: string;
  readonly table: string;
  /** @default the table's own columns, with the rules that their types are */
  readonly columns?: readonly ResourceColumn[];
  /** Tells which record is which row. @default the table's primary key */
  readonly key?: readonly string[];
  /** Sets of columns of which no two rows have the same values, beside those that the table itself keeps so. */
  readonly unique: readonly (readonly string[])[];
  /** Beside the table's own foreign keys. */
  readonly references: readonly Reference[];
  /** @default records are rows, and nothing else */
  readonly relations?: Relations;
  /** What becomes of a record whose row is there. @default 'update' */
  readonly onExisting: 'update' | 'reject';
  /** Of rows that may be updated. @default 'source' */
  readonly onConflict?: OnConflict;
  /** Of a file that goes in as a whole. @default rows say nothing of their source */
  readonly presence?: Presence;
  /** Which of several records with one key counts; the others are superseded, or rejects. @default 'last' */
  readonly duplicates: 'last' | 'first' | 'reject';
  /** Whether readers see the whole file at once, or a batch after the other. @default 'once' */
  readonly commit: 'once' | 'batches';
  /** Records of a batch. @default 1000 */
  readonly batchSize: number;
  /** @default any number of rejects is accepted */
  readonly maxRejects?: RejectLimit;
  /** Whether rows that are not in the file go, in the transaction that fills. @default false */
  readonly rebuild: boolean;
  /** Of a rebuild: the run fails where the table would lose more of its rows. @default any loss */
  readonly maxShrinkPercent?: number;
  /** Whether a table that is not there is made, of VARCHAR columns after the header. @default false */
  readonly createTable: boolean;
  /** What happens to columns of the file that the table does not have. @default 'fail' */
  readonly onNewColumns: 'add' | 'ignore' | 'fail';
  /** Whether `""` is NULL like nothing at all. @default false */
  readonly emptyAsNull: boolean;
}
