import type { RunResult } from '../runs/run-result.js';
import type { ExportedFile } from './snapshot.js';

export interface TableExportResult extends RunResult {
  readonly files: readonly ExportedFile[];
}
