import type { RecordCounts } from './record-counts.js';
import { addCounts, NO_RECORDS } from './record-counts.js';
import type { RowExample } from './row-example.js';

/**
 * How far a file of a run is. `skipped`: it has what a run has imported before. `changed`: it changed between its
 * batches; what they wrote is counted here, and what it is now is another file of the run.
 */
export type FileState =
  | 'waiting'
  | 'fetching'
  | 'staging'
  | 'publishing'
  | 'writing'
  | 'done'
  | 'skipped'
  | 'changed'
  | 'failed';

/** One file of a run, and what became of its records: of a file that is not `done`, as far as the ledger has them. */
export interface ImportedFile extends RecordCounts {
  readonly fileNo: number;
  readonly name: string;
  readonly table: string;
  readonly state: FileState;
  /** Why it failed; what the ledger counts is live all the same. */
  readonly error?: { readonly code: string; readonly message: string };
}

/** What the snapshot of a table import has beside that of every run. */
export interface TableImportDetail {
  /** Nothing was written: counts say what would have been. */
  readonly dryRun: boolean;
  /** In all. */
  readonly counts: RecordCounts;
  readonly files: readonly ImportedFile[];
  /** Of a dry run: up to ten rows that would change. */
  readonly examples?: readonly RowExample[];
}

export const NO_FILES: TableImportDetail = { dryRun: false, counts: NO_RECORDS, files: [] };

/** The counts of several files. */
export const sumOf = (files: readonly RecordCounts[]): RecordCounts => files.reduce(addCounts, NO_RECORDS);
