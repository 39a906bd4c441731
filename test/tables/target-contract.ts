import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ContractServer } from './contract-server.js';
import { contractTables } from './contract-tables.js';
import { csvImport, csvOf } from './import-csv.js';
import type { Record_ } from './import-csv.js';
import { byId, NONE, outerJoin, people, person } from './outer-join.js';

/** Registers the tests that every target of records has to pass. */
export const describeTargetContract = (title: string, start: () => Promise<ContractServer>): void => {
  describe(title, () => {
    let server: ContractServer;
    beforeAll(async () => {
      server = await start();
    });
    afterAll(() => server?.stop());
    beforeEach(async () => {
      for (const table of ['article', ...Object.keys(server.tables)]) {
        await server.sql(`DROP TABLE IF EXISTS ${server.schema}.${table}`);
      }
    });

    const { create, load, rowsOf } = contractTables(() => server);
    const PERSON = ['id', 'name', 'amount', 'born', 'note'];
    const sorted = (rows: readonly Record_[]) => [...rows].sort((a, b) => Number(a['id']) - Number(b['id']));

    describe.each([{ commit: 'once' }, { commit: 'batches' }] as const)('commit: $commit', ({ commit }) => {
      const FILES: readonly [string, readonly Record_[], readonly Record_[]][] = [
        ['an empty table', [], people(1, 200)],
        ['the same again, beside rows of others', people(1, 250), people(1, 200)],
        [
          'a tenth changed and a twentieth new',
          people(1, 200),
          [...people(1, 180), ...people(181, 200, 1), ...people(201, 210)],
        ],
      ];
      test.each(
        FILES.flatMap((each) => (['person', 'split', 'swallowing'] as const).map((table) => [table, ...each] as const)),
      )('%s: %s', async (table, _title, before, file) => {
        if (server.tables[table] === undefined) return;
        await create(table, before);
        const wanted = outerJoin(before, file, byId);
        const { counts, rejects } = await load(table, file, { commit });
        expect(counts).toEqual(wanted.counts);
        expect(rejects).toEqual([]);
        expect(await rowsOf(table, PERSON)).toEqual(sorted(wanted.rows));
      });

      test('a file that only its middle shows not to be UTF-8 is read in its own encoding, or not at all', async () => {
        await create('person', []);
        const records = people(1, 30_000).map((one) => ({ ...one, note: Number(one['id']) > 29_000 ? 'Müller' : 'x' }));
        const bytes = Buffer.from(csvOf(records), 'latin1');
        const one = csvImport(server.target, server.schema, 'person', bytes, { commit, batchSize: 5_000 });
        await expect(one.run()).rejects.toMatchObject({
          code: 'TEXT_ENCODING_INVALID',
          message: expect.stringContaining('on line 29002 is not valid') as string,
        });
        expect(await rowsOf('person', PERSON)).toEqual([]);
        Object.assign(one.file, { format: { ...one.file.format, encoding: 'latin1' } });
        expect(await one.run()).toEqual({ records: 30_000, ...NONE, inserted: 30_000 });
        expect((await rowsOf('person', PERSON)).at(-1)?.['note']).toBe('Müller');
        await server.target.clean(one.file.runId);
        one.remove();
      });

      test('done again it gives the same counts, and writes nothing', async () => {
        await create('person', people(1, 70));
        const one = csvImport(server.target, server.schema, 'person', csvOf(people(60, 100, 1)), { commit });
        const counts = await one.run();
        await server.sql(`DELETE FROM ${server.schema}.person WHERE id > 50`);
        expect(await one.run()).toEqual(counts);
        expect(await rowsOf('person', PERSON)).toEqual(people(1, 50));
        await server.target.clean(one.file.runId);
        one.remove();
      });

      test('a second unique key that another row or record has is a reject, and changes no row', async () => {
        await create('account', [
          { id: '1', email: 'a@x.org', name: 'A' },
          { id: '2', email: 'b@x.org', name: 'B' },
        ]);
        const { counts, rejects } = await load(
          'account',
          [
            { id: '1', email: 'b@x.org', name: 'takes that of 2' },
            { id: '2', email: 'b@x.org', name: 'B2' },
            { id: '3', email: 'c@x.org', name: 'C' },
            { id: '4', email: 'c@x.org', name: 'takes that of 3' },
          ],
          { commit },
        );
        expect(counts).toEqual({ records: 4, ...NONE, inserted: 1, updated: 1, rejected: 2 });
        expect(
          rejects.map(({ line, reasons }) => [line, reasons.map(({ code, column }) => `${code} ${column}`)]),
        ).toEqual([
          [2, ['not_unique email']],
          [5, ['not_unique email']],
        ]);
        expect(await rowsOf('account', ['id', 'email', 'name'])).toEqual([
          { id: '1', email: 'a@x.org', name: 'A' },
          { id: '2', email: 'b@x.org', name: 'B2' },
          { id: '3', email: 'c@x.org', name: 'C' },
        ]);
      });

      test('NULL in the key, and a value that breaks a constraint, are rejects; all others go in', async () => {
        await create('coded');
        const coded = await load(
          'coded',
          [
            { code: null, name: 'none' },
            { code: 'x', name: 'X' },
            { code: 'y', name: 'Y' },
          ],
          { commit, key: ['code'] },
        );
        expect(coded.counts).toEqual({ records: 3, ...NONE, inserted: 2, rejected: 1 });
        expect(coded.rejects).toMatchObject([{ line: 2, reasons: [{ code: 'required', column: 'code' }] }]);
        await create('checked');
        const ages = Array.from({ length: 300 }, (_, at) => ({
          id: `${at + 1}`,
          age: at % 100 === 7 ? '-1' : `${at}`,
        }));
        const checked = await load('checked', ages, { commit });
        expect(checked.counts).toEqual({ records: 300, ...NONE, inserted: 297, rejected: 3 });
        expect(checked.rejects.map(({ line }) => line)).toEqual([9, 109, 209]);
        expect(checked.rejects[0]?.reasons[0]).toMatchObject({
          code: 'refused_by_database',
          message: expect.stringContaining('checked_age') as string,
        });
        expect(await server.sql(`SELECT COUNT(*), MIN(age) FROM ${server.schema}.checked`)).toBe('297\t0');
      });

      test('a reference to a row that is not there is a reject; one within the file is found', async () => {
        await create('account', [{ id: '1', email: 'a@x.org', name: 'A' }]);
        await create('article');
        const articles = await load(
          'article',
          [
            { id: '1', account_id: '1', title: 'good' },
            { id: '2', account_id: '9', title: 'of nobody' },
            { id: '3', account_id: null, title: 'without' },
          ],
          { commit },
        );
        expect(articles.counts).toEqual({ records: 3, ...NONE, inserted: 2, rejected: 1 });
        expect(articles.rejects).toMatchObject([
          { line: 3, reasons: [{ code: 'missing_reference', column: 'account_id', value: '9' }] },
        ]);
        await create('node');
        const nodes = await load(
          'node',
          [
            { id: '1', parent: '2' },
            { id: '2', parent: null },
            { id: '3', parent: '77' },
            { id: '4', parent: '3' },
          ],
          { commit },
        );
        expect(nodes.counts).toEqual({ records: 4, ...NONE, inserted: 2, rejected: 2 });
        expect(nodes.rejects.map(({ line }) => line)).toEqual([4, 5]);
      });

      test('rows that are there are rejects where they must not be', async () => {
        await create('person', people(1, 10));
        const { counts, rejects } = await load('person', people(8, 12, 1), { commit, onExisting: 'reject' });
        expect(counts).toEqual({ records: 5, ...NONE, inserted: 2, rejected: 3 });
        // The first has a line break in it.
        expect(rejects.map(({ line, reasons }) => [line, reasons[0]?.code, reasons[0]?.value])).toEqual([
          [2, 'already_exists', '8'],
          [4, 'already_exists', '9'],
          [5, 'already_exists', '10'],
        ]);
        expect(await rowsOf('person', PERSON)).toEqual([...people(1, 10), ...people(11, 12, 1)]);
      });

      test('what the server numbers and generates is its own', async () => {
        await create('made');
        const records = people(1, 70).map(({ id }) => ({ first: `F${id}`, last: `L${id}` }));
        const { counts } = await load('made', records, { commit });
        expect(counts).toEqual({ records: 70, ...NONE, inserted: 70 });
        expect(await server.sql(`SELECT COUNT(DISTINCT id), MIN(full_name) FROM ${server.schema}.made`)).toBe(
          '70\tF1 L1',
        );
      });

      test('rows that a trigger swallows end the import, and nothing of it stays', async () => {
        if (server.tables.swallowing === undefined) return;
        await create('swallowing', people(1, 5));
        const records = [...people(4, 9, 1), { ...person(10), name: 'ghost' }];
        await expect(load('swallowing', records, { commit })).rejects.toMatchObject({ code: 'RECORDS_MISCOUNTED' });
        expect(await rowsOf('swallowing', PERSON)).toEqual(people(1, 5));
      });
    });

    describe('records with one key', () => {
      const before = people(1, 20);
      const file = [...people(1, 30, 1), ...people(1, 30, 2)];
      test('the last one counts', async () => {
        await create('person', before);
        const wanted = outerJoin(before, file, byId);
        expect((await load('person', file)).counts).toEqual(wanted.counts);
        expect(await rowsOf('person', PERSON)).toEqual(sorted(wanted.rows));
      });
      test('the first one counts, where it should', async () => {
        await create('person', before);
        const { counts } = await load('person', file, { duplicates: 'first' });
        expect(counts).toEqual({ records: 60, ...NONE, inserted: 10, updated: 20, superseded: 30 });
        expect(await rowsOf('person', PERSON)).toEqual(people(1, 30, 1));
      });
      test('all but the first are rejects, where they should be', async () => {
        await create('person', before);
        const { counts, rejects } = await load('person', file, { duplicates: 'reject' });
        expect(counts).toEqual({ records: 60, ...NONE, inserted: 10, updated: 20, rejected: 30 });
        expect(rejects[0]?.reasons).toMatchObject([{ code: 'duplicate_key', column: 'id', value: '1' }]);
      });
      test('a record that is refused supersedes none', async () => {
        await create('account', [{ id: '9', email: 'taken@x.org', name: 'N' }]);
        const { counts } = await load('account', [
          { id: '1', email: 'a@x.org', name: 'first' },
          { id: '2', email: 'b@x.org', name: 'B' },
          { id: '1', email: 'taken@x.org', name: 'refused by the table' },
          { id: '1', email: 'b@x.org', name: 'refused by a record' },
        ]);
        expect(counts).toEqual({ records: 4, ...NONE, inserted: 2, rejected: 2 });
        expect(await server.sql(`SELECT name FROM ${server.schema}.account WHERE id = 1`)).toBe('first');
      });
      test('the server decides whether keys are one', async () => {
        await create('twin', [{ word: 'b', name: 'there' }]);
        const file = [
          { word: 'a', name: 'one' },
          { word: 'A', name: 'two' },
          { word: 'B', name: 'new name' },
        ];
        const wanted = outerJoin([{ word: 'b', name: 'there' }], file, ({ word }) => (word ?? '').toLowerCase());
        expect((await load('twin', file)).counts).toEqual(wanted.counts);
        expect(await rowsOf('twin', ['name'])).toEqual([{ name: 'new name' }, { name: 'two' }]);
      });
    });

    describe('a rebuild', () => {
      test('leaves the rows of the file, and no other', async () => {
        await create('person', people(1, 50));
        const { counts } = await load('person', people(11, 60), { rebuild: true });
        expect(counts.records).toBe(50);
        expect(counts.inserted + counts.updated + counts.unchanged).toBe(50);
        expect(await rowsOf('person', PERSON)).toEqual(people(11, 60));
      });
      test('lets a second unique key go from one row to another', async () => {
        const before = [
          { id: '1', email: 'a@x.org', name: 'A' },
          { id: '2', email: 'b@x.org', name: 'B' },
        ];
        await create('account', before);
        const file = before.map(({ email }, at) => ({ id: `${2 - at}`, email, name: 'moved' }));
        expect((await load('account', file, { rebuild: true })).counts.rejected).toBe(0);
        expect(await rowsOf('account', ['id', 'email', 'name'])).toEqual([...file].reverse());
      });
      test('does not shrink the table beyond its guard', async () => {
        await create('person', people(1, 50));
        const changes = { rebuild: true, maxShrinkPercent: 10 };
        await expect(load('person', people(1, 44), changes)).rejects.toMatchObject({ code: 'GUARD_FAILED' });
        expect(await rowsOf('person', PERSON)).toEqual(people(1, 50));
        await load('person', people(1, 45), changes);
        expect(await rowsOf('person', PERSON)).toEqual(people(1, 45));
      });
    });

    test('a dry run tells what a run then does, with examples, and writes nothing', async () => {
      await create('checked', [
        { id: '1', age: '1' },
        { id: '2', age: '2' },
      ]);
      const file = csvOf([
        { id: '1', age: '1' },
        { id: '2', age: '22' },
        { id: '3', age: '3' },
        { id: '4', age: '-4' },
      ]);
      const one = csvImport(server.target, server.schema, 'checked', file);
      try {
        const { examples, ...counts } = await one.dryRun();
        expect(counts).toEqual({ records: 4, inserted: 1, updated: 1, unchanged: 1, superseded: 0, rejected: 1 });
        expect(examples).toEqual([{ key: { id: '2' }, before: { age: '2' }, after: { age: '22' } }]);
        expect(await rowsOf('checked', ['id', 'age'])).toEqual([
          { id: '1', age: '1' },
          { id: '2', age: '2' },
        ]);
        expect(await one.run()).toEqual(counts);
      } finally {
        await server.target.clean(one.file.runId);
        one.remove();
      }
    });

    test('a deferrable key is refused by name', async () => {
      if (server.tables.deferred === undefined) return;
      await create('deferred');
      await expect(load('deferred', [{ id: '1', name: 'A' }])).rejects.toMatchObject({
        code: 'TABLE_UNSUITABLE',
        message: expect.stringContaining('deferrable') as string,
      });
    });
  });
};
