import { createHash } from 'node:crypto';
import type { CopiedRow } from './read-rows.js';

export interface TableSum {
  readonly rows: number;
  /** SHA-256 of all rows, in the order of their key. */
  readonly sum: string;
}

/** Sums rows and content of one table, whatever the order of its columns. */
export const startTableSum = () => {
  const hash = createHash('sha256');
  let count = 0;
  return {
    add: (rows: readonly CopiedRow[]): void => {
      for (const row of rows)
        hash.update(`${JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)))}\n`);
      count += rows.length;
    },
    result: (): TableSum => ({ rows: count, sum: hash.digest('hex') }),
  };
};
