import type { ColumnType } from '../column-rule.js';

/** How a file seems to be written; for a person to confirm, never for a run. */
export interface FilePreview {
  readonly format: 'csv' | 'ndjson';
  readonly encoding: string;
  /** Whether a run must be told it: the file does not show it by itself. */
  readonly encodingNeeded: boolean;
  /** Of CSV. */
  readonly delimiter?: string;
  readonly skipLines?: number;
  /** Whether the first record names the columns. */
  readonly header?: boolean;
  readonly columns: readonly GuessedColumn[];
  /** The first records, as they are read, in the order of the columns. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** What a person should look at. */
  readonly doubts: readonly Doubt[];
}

/** A column as its first values suggest it. */
export interface GuessedColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** No value is missing. */
  readonly filled: boolean;
  /** Characters of the longest value. */
  readonly longest: number;
  /** Every value is another one, and none is missing. */
  readonly distinct: boolean;
}

export type DoubtCode =
  | 'not_utf8'
  | 'one_column'
  | 'tie'
  | 'sep_line'
  | 'ragged'
  | 'unnamed_column'
  | 'name_twice'
  | 'no_header'
  | 'not_json'
  | 'no_record';

/** Something of a guess that a person should look at. */
export interface Doubt {
  readonly code: DoubtCode;
  readonly message: string;
  /** What the message names, by words of the code. */
  readonly values?: Readonly<Record<string, string>>;
}

/** What a person has said of a file instead of what would be guessed. */
export interface SaidOfFile {
  readonly encoding?: string;
  readonly delimiter?: string;
  readonly skipLines?: number;
  readonly header?: boolean;
}

/** Where a column of a file could go. */
export interface ProposedColumn {
  readonly column: string;
  /** The column of the table; absent where none is like it. */
  readonly to?: string;
  /** `same`: by the same name. `alike`: the names differ in case, marks or accents. `none`: none is like it. */
  readonly by: 'same' | 'alike' | 'none';
  /** Values of the first records that the table's column would not take. */
  readonly misfits: readonly { readonly value: string; readonly message: string }[];
}
