import type { ColumnRule } from '../../contracts/table-import/column-rule.js';
import type { WritePlan } from '../target/table-target.js';

/** How the records of one file become rows of its table. */
export interface PlannedFile {
  /** Of the file, as the WHATWG Encoding Standard names it. */
  readonly encoding: string;
  readonly totalBytes: number;
  /** The header as it is written, in UTF-8; empty where the file has none. */
  readonly header: Buffer;
  /** What the columns of the file fill, in its order; undefined for a column that is not taken. */
  readonly targets: readonly (string | undefined)[];
  /** The rules of `write.columns`, in their order. */
  readonly rules: readonly ColumnRule[];
  /** What stands where nothing is given, in the order of `write.columns`. */
  readonly defaults: readonly (string | undefined)[];
  readonly emptyAsNull: boolean;
  /** Separators of the columns that are lists, by their place in `write.columns`. @default none are */
  readonly lists?: ReadonlyMap<number, string>;
  readonly write: WritePlan;
}
