import { describe, expect, it } from 'vitest';
import type { DatabaseProof } from '../contracts/generation.js';
import { checkGuards } from './guard-rules.js';

const settings = { enabled: true, maxShrinkPercent: 5, minRows: 100, allowMissing: [] };

const database = (tables: Record<string, { rows: number; columns?: string[] }>): DatabaseProof => ({
  database: 'mvdsb',
  archive: { filename: 'a.zip', pattern: '*', database: 'mvdsb', size: 1, modTime: '', checksum: '' },
  tables: Object.entries(tables).map(([table, { rows, columns = ['id', 'name'] }]) => ({
    table,
    rows,
    content: { kind: 'proved', sum: '0' },
    leftOut: [],
    columns: columns.map((name) => ({ name, type: 'int' })),
  })),
  objects: [],
  dumpBytes: 1,
});

const check = (before: Parameters<typeof database>[0], now: Parameters<typeof database>[0], change = {}) =>
  checkGuards([database(before)], [database(now)], { ...settings, ...change }).map(({ guard, table }) => `${guard} ${table}`);

describe('guards', () => {
  it('pass on a first import, which has nothing to compare with', () => {
    expect(checkGuards([], [database({ person: { rows: 0 } })], settings)).toEqual([]);
  });

  it('stop a table that lost more than its share of rows, and say how many', () => {
    const [finding] = checkGuards([database({ person: { rows: 521365 } })], [database({ person: { rows: 492846 } })], settings);
    expect(finding?.detail).toBe('521,365 rows before, 492,846 now (-5.5 %)');
  });

  it('let a table shrink by exactly the limit', () => {
    expect(check({ person: { rows: 1000 } }, { person: { rows: 950 } })).toEqual([]);
  });

  it('do not measure small tables by percentage', () => {
    expect(check({ land: { rows: 99 } }, { land: { rows: 1 } })).toEqual([]);
  });

  it('stop any table that is empty now and was not, however small', () => {
    expect(check({ land: { rows: 3 } }, { land: { rows: 0 } })).toEqual(['emptied_table land']);
  });

  it('stop a table that vanished, unless it may', () => {
    expect(check({ person: { rows: 5 }, titel: { rows: 5 } }, { person: { rows: 5 } })).toEqual(['missing_table titel']);
    expect(check({ titel: { rows: 5 } }, {}, { allowMissing: ['mvdsb.ti*'] })).toEqual([]);
  });

  it('stop a column that vanished, whatever the case of its name', () => {
    expect(check({ p: { rows: 1, columns: ['id', 'PKZ'] } }, { p: { rows: 1, columns: ['ID'] } })).toEqual(['missing_column p']);
    expect(check({ p: { rows: 1, columns: ['id'] } }, { p: { rows: 1, columns: ['ID', 'new'] } })).toEqual([]);
  });

  it('find nothing when switched off', () => {
    expect(check({ p: { rows: 9 } }, {}, { enabled: false })).toEqual([]);
  });
});
