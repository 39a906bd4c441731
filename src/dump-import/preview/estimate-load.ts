import type { TablePlan } from '../load/load-plan.js';

/**
 * Seconds on one core of an average server: per byte of the INSERT statements, and per row in each key including the
 * primary one. `npm run bench -- load` shows the estimate beside the measurement.
 */
const COSTS = {
  'load-data': { byte: 50e-9, entry: 2e-6 },
  'forward-inserts': { byte: 70e-9, entry: 3e-6 },
} as const satisfies Record<TablePlan['strategy'], object>;
/** To create, analyse and prove a table. */
const SECONDS_PER_TABLE = 0.03;
const SCANNED_PER_SECOND = 200_000_000;

export interface EstimatedTable {
  readonly strategy: TablePlan['strategy'];
  /** Bytes of its INSERT statements. */
  readonly bytes: number;
  readonly rows: number;
  readonly secondaryKeys: number;
}

/** Seconds to load a table while nothing else is loaded. */
export const estimateTable = ({ strategy, bytes, rows, secondaryKeys }: EstimatedTable): number =>
  SECONDS_PER_TABLE + bytes * COSTS[strategy].byte + rows * (1 + secondaryKeys) * COSTS[strategy].entry;

/**
 * Seconds from the dump on disk to proved staging: the scan, and the tables in parallel, at least as long as the
 * largest takes. `parallel` is how many the server works on at once; more connections than cores do not raise it.
 */
export const estimateTotal = (bytes: number, tables: readonly number[], parallel: number): number => {
  const sum = tables.reduce((total, one) => total + one, 0);
  const largest = tables.reduce((a, b) => Math.max(a, b), 0);
  return bytes / SCANNED_PER_SECOND + Math.max(sum / Math.max(1, parallel), largest);
};
