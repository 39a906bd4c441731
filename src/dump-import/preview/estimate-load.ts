import type { TablePlan } from '../load/load-plan.js';

/** Bytes of INSERT statements that one connection loads in a second; what a middling server does, keys and proof included. */
const BYTES_PER_SECOND = { forwarded: 12_000_000, bulk: 40_000_000 } as const;
/** To create a table, analyse it and prove it. */
const SECONDS_PER_TABLE = 0.03;
const SCANNED_PER_SECOND = 200_000_000;

/** Seconds that a table's load takes. */
export const estimateTable = ({ strategy }: Pick<TablePlan, 'strategy'>, bytes: number): number =>
  SECONDS_PER_TABLE + bytes / (/^forward/.test(strategy) ? BYTES_PER_SECOND.forwarded : BYTES_PER_SECOND.bulk);

/** Seconds from the dump on the disk to proved staging: the scan, and the tables side by side, none faster than the largest. */
export const estimateTotal = (bytes: number, tables: readonly number[], connections: number): number => {
  const sum = tables.reduce((total, one) => total + one, 0);
  return bytes / SCANNED_PER_SECOND + Math.max(sum / Math.max(1, connections), ...(tables.length > 0 ? [tables.reduce((a, b) => Math.max(a, b))] : [0]));
};
