export type ExportFormat = 'csv' | 'ndjson';

export const FILTER_OPERATORS = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in'] as const;
export type FilterOperator = (typeof FILTER_OPERATORS)[number];

/** Rows that are wanted; every filter has to hold. */
export interface ExportFilter {
  readonly column: string;
  readonly operator: FilterOperator;
  /** A list of `in` only; null means NULL, and stands with `eq` and `ne` only. */
  readonly value: string | null | readonly string[];
}

/** What is exported, by names only. */
export interface ExportRequest {
  /** The name of a declared resource; otherwise connection and table are needed. */
  readonly resource?: string;
  readonly connection?: string;
  /** @default PostgreSQL: `public`; MySQL: the connection's database */
  readonly schema?: string;
  readonly table?: string;
  readonly format: ExportFormat;
  /** In this order. @default all columns but secret ones, and the lists of the resource */
  readonly fields?: readonly string[];
  /** @default all rows */
  readonly filters?: readonly ExportFilter[];
  /**
   * `key`: by the primary key, so that two exports of the same rows are the same bytes; the server may have to sort.
   * @default 'stored': as the server finds them
   */
  readonly order?: 'stored' | 'key';
  /**
   * `safe`: texts that a spreadsheet would take for formulas begin with `'`, and CSV with a byte order mark; such a
   * file is for people and does not import back. @default 'off'
   */
  readonly spreadsheet?: 'off' | 'safe';
  /** How NDJSON writes numbers whose type has more than 15 digits, which many readers round. @default 'string' */
  readonly bigNumbers?: 'string' | 'number';
}
