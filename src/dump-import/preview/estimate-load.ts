import type { TablePlan } from '../load/load-plan.js';

/**
 * Seconds of one core of a middling server: for each byte of the INSERT statements and for each row in each key, the
 * primary one too. `npm run bench -- load` shows the estimate beside what was measured.
 */
const COSTS = {
  'load-data': { byte: 50e-9, entry: 2e-6 },
  'forward-inserts': { byte: 70e-9, entry: 3e-6 },
} as const satisfies Record<TablePlan['strategy'], object>;
/** To create a table, analyse it and prove it. */
const SECONDS_PER_TABLE = 0.03;
const SCANNED_PER_SECOND = 200_000_000;

export interface EstimatedTable {
  readonly strategy: TablePlan['strategy'];
  /** Of its INSERT statements. */
  readonly bytes: number;
  readonly rows: number;
  readonly secondaryKeys: number;
}

/** Seconds that a table's load takes while nothing else is loaded. */
export const estimateTable = ({ strategy, bytes, rows, secondaryKeys }: EstimatedTable): number =>
  SECONDS_PER_TABLE + bytes * COSTS[strategy].byte + rows * (1 + secondaryKeys) * COSTS[strategy].entry;

/**
 * Seconds from the dump on the disk to proved staging: the scan, and the tables side by side, none faster than the
 * largest. `parallel` is how many of them the server works on at once, which more connections than cores do not raise.
 */
export const estimateTotal = (bytes: number, tables: readonly number[], parallel: number): number => {
  const sum = tables.reduce((total, one) => total + one, 0);
  const largest = tables.reduce((a, b) => Math.max(a, b), 0);
  return bytes / SCANNED_PER_SECOND + Math.max(sum / Math.max(1, parallel), largest);
};
