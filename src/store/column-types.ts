import type { ColumnDefinitionBuilder, Expression, RawBuilder } from 'kysely';

/**
 * The column types on one kind of server. Released migrations use them, so a type never changes: a new one gets a new
 * name.
 */
export interface ColumnTypes {
  /** Text of limited length, compared and ordered by code point. */
  readonly text: (characters: 8 | 16 | 32 | 36 | 40 | 64 | 255) => Expression<unknown>;
  /** 16,000 characters. */
  readonly longText: Expression<unknown>;
  /** JSON exactly as written, of any length. */
  readonly json: Expression<unknown>;
  /** A time, to the millisecond. */
  readonly time: Expression<unknown>;
  /** 0 to 255. */
  readonly tiny: Expression<unknown>;
  /** A non-negative whole number below 2^31. */
  readonly count: Expression<unknown>;
  /** A non-negative whole number below 2^53. */
  readonly bigCount: Expression<unknown>;
  /** Makes a column of the type `bigCount` count up by itself. */
  readonly rising: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder;
  /** What follows a table's columns. */
  readonly tableEnd: RawBuilder<unknown>;
}
