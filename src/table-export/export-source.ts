import type { ExportFilter, ExportFormat } from '../contracts/table-export/export-request.js';

/** A column of a table that can be exported. */
export interface ExportColumn {
  readonly name: string;
  /** What the server makes of its value for each format, as SQL over the table's alias `t`. */
  readonly expression: Readonly<Record<ExportFormat, string>>;
  /** Whether its CSV is a text that a spreadsheet might take for a formula. */
  readonly isText: boolean;
  /** Quoted, for conditions; absent for what is no column of the table. */
  readonly column?: string;
}

/** Rows to be read: what `planExport` has checked. */
export interface ExportPlan<Column extends ExportColumn = ExportColumn> {
  readonly columns: readonly Column[];
  readonly filters: readonly ExportFilter[];
  readonly format: ExportFormat;
  /** Names of columns. @default as the server finds the rows */
  readonly order?: readonly string[];
  readonly isSafe: boolean;
}

/** Rows that come. */
export interface ExportRows {
  /** Without a header; pieces do not end at rows. */
  readonly pieces: AsyncGenerator<Buffer, void, undefined>;
  /** So far; when all pieces have come, exactly the rows. */
  readonly count: () => number;
}

/** A database that rows come from: one session. */
export interface ExportSource<Column extends ExportColumn = ExportColumn> {
  /** Columns of the table, and the lists of its resource, in their order; throws TABLE_UNKNOWN. */
  columns(): Promise<readonly Column[]>;
  /** The primary key; empty where there is none. */
  key(): Promise<readonly string[]>;
  /** Asks the server whether each value is one of its column's; throws REQUEST_INVALID. */
  checkFilters(columns: readonly Column[], filters: readonly ExportFilter[]): Promise<void>;
  /** One statement, so one state of the table. */
  rows(plan: ExportPlan<Column>): ExportRows;
  /** Ends the session, and what it runs at the server: within two seconds. */
  close(): Promise<void>;
}

export interface SourceOptions {
  readonly bigNumbers: 'string' | 'number';
  /** Aborting ends the session without waiting. */
  readonly signal?: AbortSignal;
  /** What the rows may take, in milliseconds. */
  readonly longestMs: number;
}
