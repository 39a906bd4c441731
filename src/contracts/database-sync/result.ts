import type { RunResult } from '../runs/run-result.js';
import type { WrittenDump } from './snapshot.js';

export interface DatabaseSyncResult extends RunResult {
  readonly dump?: WrittenDump;
  /** Of all tables that were copied. */
  readonly rows?: number;
}
