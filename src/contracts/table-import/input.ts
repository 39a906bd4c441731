import type { RunInput } from '../runs/run-input.js';

/** The input of `tableImport`. */
export interface TableImportInput extends RunInput<'table-import'> {
  readonly action?: never;
  /** Only these files: names in the source's folder, or paths in `files.allow` where the run names its table. */
  readonly files?: readonly string[];
  /** Whose disk has the files. @default whoever takes the run */
  readonly host?: string;
  /** Imports files that were imported before, too. @default false */
  readonly force?: boolean;
  /** Everything is done, and rolled back: the counts say what would change. @default false */
  readonly dryRun?: boolean;
  /** The table that the files go into, instead of what the pipeline says of them. */
  readonly to?: ImportTarget;
  /** Imports what this run has rejected, as it was or as it was mended. */
  readonly replay?: string;
  /** The id of an `ImportDefinition`, which stands for what the pipeline's block says. */
  readonly definition?: string;
  /** Its end is recorded with its job, and told to whom the definition names. @default false */
  readonly reportsEnd?: boolean;
  /** The number of the sync run that it is: see `SyncRun`. */
  readonly sync?: number;
  /** What people know it by, such as `project "customers"`. */
  readonly label?: string;
}

/** Where a run's records go, by names only. */
export interface ImportTarget {
  /** The name of a declared resource; the rest is not needed then. */
  readonly resource?: string;
  readonly connection?: string;
  readonly schema?: string;
  readonly table?: string;
  /** With it a table that is not there is made. @default the primary key of the table */
  readonly key?: readonly string[];
  /** @default 'by-name' */
  readonly format?: 'csv' | 'ndjson' | 'by-name';
  readonly delimiter?: string;
  readonly encoding?: string;
  readonly skipLines?: number;
  /** Whether the first record of CSV names the columns; otherwise they are the table's, in its order. @default true */
  readonly header?: boolean;
  /** Names of the file to names of the table; '' leaves a column out. What is not named keeps its name. */
  readonly mapping?: Readonly<Record<string, string>>;
  /** What people call its one file, where its name on the disk says nothing. */
  readonly fileName?: string;
}
