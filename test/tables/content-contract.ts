import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Resource } from '../../src/contracts/table-import/resource.js';
import type { ContractServer } from './contract-server.js';
import { contractTables } from './contract-tables.js';
import { csvImport, csvOf } from './import-csv.js';
import type { Record_ } from './import-csv.js';
import { NONE, people } from './outer-join.js';

/** A table of content of several sources, in the engine's own words. */
export interface ContentServer {
  readonly start: () => Promise<ContractServer>;
  /**
   * `content`: id that the server numbers; kind, title, source VARCHAR NOT NULL, foreign_id VARCHAR; available boolean,
   * true by default; seen a time; dedupe made of source and foreign_id, where there is one, else of kind and title, and
   * unique.
   */
  readonly content: string;
  /** The time long ago, as the engine writes it. */
  readonly longAgo: string;
}

/** Registers what every target has to do for tables of content: conflicts, constants, keys that it makes, presence. */
export const describeContentContract = (title: string, { start, content, longAgo }: ContentServer): void => {
  describe(`content on ${title}`, () => {
    let server: ContractServer;
    beforeAll(async () => {
      server = await start();
    });
    afterAll(() => server?.stop());
    beforeEach(async () => {
      for (const table of ['content', 'person', 'split', 'swallowing'])
        await server.sql(`DROP TABLE IF EXISTS ${server.schema}.${table}`);
    });
    const { create, load, rowsOf } = contractTables(() => server);
    const PERSON = ['id', 'name', 'amount', 'born', 'note'];

    describe.each([{ commit: 'once' }, { commit: 'batches' }] as const)('commit: $commit', ({ commit }) => {
      test.each(['person', 'split', 'swallowing'] as const)('%s: rows that are there are kept', async (table) => {
        if (server.tables[table] === undefined) return;
        await create(table, people(1, 20));
        const { counts } = await load(table, people(11, 30, 1), { commit, onConflict: 'target' });
        expect(counts).toEqual({ records: 20, ...NONE, inserted: 10, unchanged: 10 });
        expect(await rowsOf(table, PERSON)).toEqual([...people(1, 20), ...people(21, 30, 1)]);
      });

      test.each(['person', 'split', 'swallowing'] as const)('%s: the newer one counts', async (table) => {
        if (server.tables[table] === undefined) return;
        const row = (id: string, born: string | null, name: string) => ({ id, name, amount: '1.00', born, note: null });
        await create(table, [
          row('1', '2026-01-02', 'row'),
          row('2', '2026-01-02', 'row'),
          row('3', '2026-01-02', 'row'),
          row('4', null, 'row'),
          row('5', '2026-01-02', 'row'),
          row('6', '2026-01-02', 'same'),
        ]);
        const file = [
          row('1', '2026-01-03', 'record'),
          row('2', '2026-01-01', 'record'),
          row('3', '2026-01-02', 'record'),
          row('4', '1999-01-01', 'record'),
          row('5', null, 'record'),
          row('6', '2026-01-02', 'same'),
          row('7', null, 'record'),
        ];
        const { counts } = await load(table, file, { commit, onConflict: { newer: 'born' } });
        expect(counts).toEqual({ records: 7, ...NONE, inserted: 1, updated: 2, unchanged: 4 });
        expect((await rowsOf(table, ['id', 'name', 'born'])).map((one) => Object.values(one))).toEqual([
          ['1', 'record', '2026-01-03'],
          ['2', 'row', '2026-01-02'],
          ['3', 'row', '2026-01-02'],
          ['4', 'record', '1999-01-01'],
          ['5', 'row', '2026-01-02'],
          ['6', 'same', '2026-01-02'],
          ['7', 'record', null],
        ]);
      });
    });

    test('a dry run says the same of conflicts, and a column to compare by has to be there', async () => {
      await create('person', people(1, 20));
      const tried = csvImport(server.target, server.schema, 'person', csvOf(people(11, 30, 1)), {
        onConflict: 'target',
      });
      const { examples, ...counts } = await tried.dryRun();
      expect([counts, examples]).toEqual([{ records: 20, ...NONE, inserted: 10, unchanged: 10 }, []]);
      await server.target.clean(tried.file.runId);
      tried.remove();
      const lacking = load('person', [{ id: '1', name: 'x' }], { onConflict: { newer: 'born' } });
      await expect(lacking).rejects.toMatchObject({ code: 'COLUMN_MISSING' });
    });

    const ofSource = (source: string): Partial<Resource> => ({
      columns: [
        { name: 'kind', type: 'text', value: 'music' },
        { name: 'source', type: 'text', value: source },
        { name: 'title', type: 'text', required: true },
        { name: 'foreign_id', type: 'text', maxLength: 20 },
      ],
      key: ['dedupe'],
      onNewColumns: 'ignore',
      presence: { seenAt: 'seen', available: 'available', source: { source } },
    });
    const song = (title: string, id: string | null = null): Record_ => ({ title, foreign_id: id, kind: 'never taken' });
    const rows = async (): Promise<string[]> => {
      const text = await server.sql(
        `SELECT title, kind, source, CASE WHEN available THEN 'there' ELSE 'gone' END, CASE WHEN seen > ${longAgo} THEN 'seen' ELSE 'old' END FROM ${server.schema}.content ORDER BY title`,
      );
      return text.split('\n').map((line) => line.replaceAll('\t', ' '));
    };

    test('a row is found by what the server makes its key of, record by record', async () => {
      await server.sql(content);
      const first = await load('content', [song('a'), song('b'), song('c', '7'), song('b')], ofSource('one'));
      expect(first.counts).toEqual({ records: 4, ...NONE, inserted: 3, superseded: 1 });
      await server.sql(`UPDATE ${server.schema}.content SET seen = ${longAgo}`);
      const again = await load('content', [song('a'), song('b'), song('c, renamed', '7')], ofSource('one'));
      expect(again.counts).toEqual({ records: 3, ...NONE, updated: 1, unchanged: 2 });
      expect(await rows()).toEqual([
        'a music one there seen',
        'b music one there seen',
        'c, renamed music one there seen',
      ]);
    });

    test('rows that a complete file lacks are gone, of their source alone, and come back with it', async () => {
      await server.sql(content);
      await load('content', [song('a', '1'), song('b', '2'), song('c', '3')], ofSource('one'));
      await load('content', [song('z', '1')], ofSource('two'));
      await server.sql(`UPDATE ${server.schema}.content SET seen = ${longAgo}`);
      const fewer = await load('content', [song('a', '1'), song('d', '4')], ofSource('one'));
      expect(fewer.counts).toEqual({ records: 2, ...NONE, inserted: 1, unchanged: 1 });
      expect(await rows()).toEqual([
        'a music one there seen',
        'b music one gone old',
        'c music one gone old',
        'd music one there seen',
        'z music two there old',
      ]);
      const back = await load('content', [song('a', '1'), song('b', '2'), song('d', '4')], ofSource('one'));
      expect(back.counts).toEqual({ records: 3, ...NONE, unchanged: 3 });
      expect((await rows())[1]).toBe('b music one there seen');
    });

    test('what a record that was rejected could be for is not gone; a dry run and a failure change nothing', async () => {
      await server.sql(content);
      await load('content', [song('a', '1'), song('b', '2'), song('c', '3')], ofSource('one'));
      await server.sql(`UPDATE ${server.schema}.content SET seen = ${longAgo}`);
      const flawed = await load('content', [song('a', '1'), song('b', 'x'.repeat(21))], ofSource('one'));
      expect(flawed.counts).toEqual({ records: 2, ...NONE, unchanged: 1, rejected: 1 });
      const states = ['a music one there seen', 'b music one there old', 'c music one there old'];
      expect(await rows()).toEqual(states);
      const tried = csvImport(server.target, server.schema, 'content', csvOf([song('a', '1')]), ofSource('one'));
      const { presence, ...counts } = await tried.dryRun();
      expect(counts).toMatchObject({ records: 1, unchanged: 1, examples: [] });
      expect(presence).toEqual({ gone: 2, unknown: 0 });
      expect(await rows()).toEqual(states);
      await server.target.clean(tried.file.runId);
      tried.remove();
      const limited = { ...ofSource('one'), maxRejects: { count: 0 } };
      await expect(load('content', [song('', '1')], limited)).rejects.toMatchObject({ code: 'TOO_MANY_REJECTS' });
      expect(await rows()).toEqual(states);
    });
  });
};
