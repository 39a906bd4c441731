import { expect, it } from 'vitest';
import { compareWithLive } from './compare-with-live.js';

const live = (tables: Readonly<Record<string, number>>) => ({
  tables: Object.entries(tables).map(([table, rows]) => ({
    table,
    rows,
    content: { kind: 'proved', sum: '0' } as const,
    leftOut: [],
    columns: [],
  })),
});

it('names what is more, what is fewer, and what changed, the largest change first', () => {
  const tables = [
    { name: 'a', rows: 10 },
    { name: 'b', rows: 1 },
    { name: 'c', rows: 500 },
    { name: 'new', rows: 7 },
  ];
  expect(compareWithLive(tables, live({ a: 10, b: 2, c: 100, old: 4 }), 7)).toEqual({
    generation: 7,
    tables_added: ['new'],
    tables_removed: ['old'],
    rows_before: 116,
    rows_after: 518,
    changed: [
      { table: 'c', before: 100, after: 500 },
      { table: 'b', before: 2, after: 1 },
    ],
  });
});

it('is nothing against itself', () => {
  expect(compareWithLive([{ name: 'a', rows: 1 }], live({ a: 1 }), 1)).toMatchObject({
    tables_added: [],
    tables_removed: [],
    changed: [],
  });
});
