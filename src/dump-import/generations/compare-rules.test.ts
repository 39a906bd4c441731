import { expect, it } from 'vitest';
import type { Provenance } from '../../contracts/dump-import/generation.js';
import type { DatabaseProof, TableProof } from '../../contracts/dump-import/proof.js';
import type { StoredObject } from '../../contracts/dump-import/stored-object.js';
import { compareGenerations } from './compare-rules.js';

const table = (name: string, change: Partial<TableProof> = {}): TableProof => ({
  table: name,
  rows: 10,
  content: { kind: 'proved', sum: '1' },
  leftOut: [],
  columns: [{ name: 'id', type: 'int' }],
  ...change,
});
const view = (name: string, sql: string): StoredObject => ({ kind: 'view', name, sql, session: {} });
const archive = { filename: 'a.zip', pattern: 'a*', database: 'd', size: 1, modTime: '', checksum: '' };
const generation = (...databases: Pick<DatabaseProof, 'database' | 'tables' | 'objects'>[]): Provenance => ({
  pipeline: 'import',
  generation: 1,
  epoch: 1,
  runId: 'r',
  preparedAt: '',
  databases: databases.map((database) => ({ archive, dumpBytes: 1, ...database })),
});
const contentOf = (before: TableProof, after: TableProof) =>
  compareGenerations(
    generation({ database: 'd', tables: [before], objects: [] }),
    generation({ database: 'd', tables: [after], objects: [] }),
  ).databases[0]?.tables[0]?.content;

it('tells tables and databases that came and went, with their rows', () => {
  const { databases } = compareGenerations(
    generation(
      { database: 'd', tables: [table('gone'), table('kept')], objects: [] },
      { database: 'old', tables: [table('t')], objects: [] },
    ),
    generation(
      { database: 'd', tables: [table('kept', { rows: 12 }), table('new')], objects: [] },
      { database: 'young', tables: [], objects: [] },
    ),
  );
  expect(databases.map(({ database, change }) => [database, change])).toEqual([
    ['d', 'kept'],
    ['old', 'removed'],
    ['young', 'added'],
  ]);
  expect(databases[0]?.tables).toMatchObject([
    { table: 'gone', change: 'removed', rowsBefore: 10 },
    { table: 'kept', change: 'kept', rowsBefore: 10, rowsAfter: 12, content: 'different' },
    { table: 'new', change: 'added', rowsAfter: 10 },
  ]);
});

it('says that rows are the same where the sums are, and nothing where sums say nothing', () => {
  expect(contentOf(table('t'), table('t'))).toBe('equal');
  expect(contentOf(table('t'), table('t', { content: { kind: 'proved', sum: '2' } }))).toBe('different');
  expect(contentOf(table('t'), table('t', { content: { kind: 'counted', reason: 'x' } }))).toBe('unknown');
  expect(contentOf(table('t'), table('t', { columns: [{ name: 'id', type: 'bigint' }] }))).toBe('unknown');
  expect(contentOf(table('t'), table('t', { leftOut: [{ column: 'id', reason: 'x' }] }))).toBe('unknown');
  expect(contentOf(table('t'), table('t', { rows: 11, content: { kind: 'counted', reason: 'x' } }))).toBe('different');
});

it('tells columns and objects that changed', () => {
  const columns = [
    { name: 'id', type: 'bigint' },
    { name: 'b', type: 'text' },
  ];
  const before = table('t', {
    columns: [
      { name: 'id', type: 'int' },
      { name: 'a', type: 'date' },
    ],
  });
  const { databases } = compareGenerations(
    generation({ database: 'd', tables: [before], objects: [view('v', '1'), view('w', '1'), view('x', '1')] }),
    generation({
      database: 'd',
      tables: [table('t', { columns })],
      objects: [view('v', '1'), view('w', '2'), view('y', '1')],
    }),
  );
  expect(databases[0]?.tables[0]).toMatchObject({
    columnsAdded: [{ name: 'b', type: 'text' }],
    columnsRemoved: [{ name: 'a', type: 'date' }],
    columnsChanged: [{ name: 'id', before: 'int', after: 'bigint' }],
  });
  expect(databases[0]?.objects).toEqual([
    { kind: 'view', name: 'w', change: 'changed' },
    { kind: 'view', name: 'x', change: 'removed' },
    { kind: 'view', name: 'y', change: 'added' },
  ]);
});
