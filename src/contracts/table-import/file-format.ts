/** How the records of a file are written; nothing of it is guessed in a run. */
export type FileFormat = CsvFormat | NdjsonFormat;

interface AnyFormat {
  /** A label of the WHATWG Encoding Standard, where the file is not UTF-8. @default only UTF-8 and what a mark names */
  readonly encoding?: string;
  /**
   * Names of the file to names of the table, '' to leave a column out; what is not named keeps its name. Of NDJSON also
   * paths, such as `artist.name`, where no record has that as its own name.
   */
  readonly mapping: Readonly<Record<string, string>>;
  /** A record must be shorter. @default 16 MiB */
  readonly maxRecordBytes: number;
}

export interface CsvFormat extends AnyFormat {
  readonly format: 'csv';
  readonly delimiter: string;
  readonly quote: string;
  /** @default the quote */
  readonly escape?: string;
  /** @default none */
  readonly comment?: string;
  /** Lines before the header that are not read. */
  readonly skipLines: number;
  /** Whether the first record names the columns; otherwise they are the table's, in its order. */
  readonly header: boolean;
  /** Whether a header without a record is a file like any other. @default false */
  readonly mayBeEmpty?: boolean;
}

export interface NdjsonFormat extends AnyFormat {
  readonly format: 'ndjson';
  /** What is mapped is there although no record has it: then it is NULL. @default false */
  readonly sparse?: boolean;
}
