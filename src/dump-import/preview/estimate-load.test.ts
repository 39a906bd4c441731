import { describe, expect, it } from 'vitest';
import { estimateTable, estimateTotal } from './estimate-load.js';

const TABLE = { strategy: 'load-data', bytes: 100_000_000, rows: 1_000_000, secondaryKeys: 4 } as const;

describe('the estimate of a load', () => {
  it('grows with the rows, with their bytes and with the keys, and is longer where statements are forwarded', () => {
    const base = estimateTable(TABLE);
    expect(estimateTable({ ...TABLE, rows: 2_000_000 })).toBeGreaterThan(base);
    expect(estimateTable({ ...TABLE, bytes: 200_000_000 })).toBeGreaterThan(base);
    expect(estimateTable({ ...TABLE, secondaryKeys: 8 })).toBeGreaterThan(base);
    expect(estimateTable({ ...TABLE, strategy: 'forward-inserts' })).toBeGreaterThan(base);
  });

  it('is shared by those that load side by side, and never below the largest table', () => {
    expect(estimateTotal(0, [4, 4, 4, 4], 2)).toBe(8);
    expect(estimateTotal(0, [10, 1, 1], 4)).toBe(10);
    expect(estimateTotal(0, [], 4)).toBe(0);
    expect(estimateTotal(400_000_000, [3], 1)).toBe(5);
  });
});
