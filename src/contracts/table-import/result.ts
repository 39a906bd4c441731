import type { RunResult } from '../runs/run-result.js';
import type { RecordCounts } from './record-counts.js';
import type { RowExample } from './row-example.js';
import type { ImportedFile } from './snapshot.js';

/** What a table import results in. A run that failed says the same of its files in its last snapshot. */
export interface TableImportResult extends RunResult {
  readonly dryRun?: true;
  readonly counts: RecordCounts;
  readonly files: readonly ImportedFile[];
  /** Of a dry run: up to ten rows that would change. */
  readonly examples?: readonly RowExample[];
}
