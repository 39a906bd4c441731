import type { RunInput } from '../runs/run-input.js';
import type { ExportRequest } from './export-request.js';

/** The input of `tableExport`. */
export interface TableExportInput extends RunInput<'table-export'> {
  readonly action?: never;
  /** Whose disk gets the files. @default whoever takes the run */
  readonly host?: string;
  /** One export, instead of those of the pipeline. */
  readonly export?: ExportRequest;
  /** Whether who asked may read secret columns. @default false */
  readonly readsSecrets?: boolean;
}
