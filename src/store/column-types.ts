import type { ColumnDefinitionBuilder, Expression, RawBuilder } from 'kysely';

/**
 * What the columns of the tables are on a kind of server. Released migrations are made of these, so that a type never
 * changes: a new one gets a new name.
 */
export interface ColumnTypes {
  /** So many characters; equal and ordered by code point. */
  readonly text: (characters: 8 | 16 | 32 | 36 | 40 | 64 | 255) => Expression<unknown>;
  /** 16,000 characters. */
  readonly longText: Expression<unknown>;
  /** JSON as it was written, byte for byte, of any length. */
  readonly json: Expression<unknown>;
  /** A moment, to the millisecond. */
  readonly time: Expression<unknown>;
  /** 0 to 255. */
  readonly tiny: Expression<unknown>;
  /** A whole number that is not negative, below 2^31. */
  readonly count: Expression<unknown>;
  /** A whole number that is not negative, below 2^53. */
  readonly bigCount: Expression<unknown>;
  /** Makes a column of the type `bigCount` rise by itself. */
  readonly rising: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder;
  /** What stands behind the columns of a table. */
  readonly tableEnd: RawBuilder<unknown>;
}
