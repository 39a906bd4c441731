import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Relations } from '../../src/contracts/table-import/relations.js';
import type { Resource } from '../../src/contracts/table-import/resource.js';
import type { ContractServer } from './contract-server.js';
import type { Record_ } from './import-csv.js';
import { csvImport, csvOf } from './import-csv.js';

const EXAMPLE = fileURLToPath(new URL('../../examples/realworld/', import.meta.url));

const ARTICLES: Partial<Resource> = {
  key: ['slug'],
  relations: {
    lookups: [],
    made: [],
    lists: [
      {
        from: 'tags',
        separator: '|',
        table: 'tags',
        column: 'tag',
        id: 'id',
        links: { table: 'article_tags', own: 'article_id', ownId: 'id', other: 'tag_id' },
      },
    ],
  },
};

const lookup = { column: 'article_id', from: 'article_slug', table: 'articles', by: 'slug', take: 'id' };
const COMMENTS: Partial<Resource> & { readonly relations: Relations } = {
  key: ['id'],
  relations: { lookups: [lookup], made: [{ column: 'id', template: 'cm_{article_slug}_{index}' }], lists: [] },
};

/** Registers the tests of what records say of rows of other tables, with the tables of the example. */
export const describeRelations = (
  title: string,
  engine: 'postgres' | 'mysql',
  start: () => Promise<ContractServer>,
): void => {
  describe(title, () => {
    let server: ContractServer;
    beforeAll(async () => {
      server = await start();
    });
    afterAll(() => server?.stop());
    beforeEach(async () => {
      const tables = ['article_tags', 'tags', 'comments', 'articles', 'users'];
      for (const table of tables) await server.sql(`DROP TABLE IF EXISTS ${server.schema}.${table}`);
      await server.sql(readFileSync(`${EXAMPLE}tables.${engine}.sql`, 'utf8'));
      await server.sql("INSERT INTO users (id, email, username, password) VALUES ('u', 'u@example.org', 'u', 'x')");
    });

    const load = async (table: string, records: readonly Record_[], changes: Partial<Resource>) => {
      const one = csvImport(server.target, server.schema, table, csvOf(records), changes);
      try {
        const counts = await one.run();
        const rejects = await server.target.rejects.list({ runId: one.file.runId, limit: 1_000 });
        await server.target.clean(one.file.runId);
        return {
          ...counts,
          errors: rejects.map(({ line, reasons }) => [line, ...reasons.map(({ message }) => message)]),
        };
      } finally {
        one.remove();
      }
    };
    const article = (slug: string, tags?: string | null): Record_ => ({
      slug,
      title: slug,
      body: 'b',
      author_id: 'u',
      ...(tags === undefined ? {} : { tags }),
    });
    const tagsOf = async (): Promise<string[]> =>
      (
        await server.sql(
          'SELECT CONCAT(a.slug, $$ $$, t.tag) FROM article_tags l JOIN articles a ON a.id = l.article_id JOIN tags t ON t.id = l.tag_id ORDER BY 1'.replaceAll(
            '$$',
            "'",
          ),
        )
      )
        .split('\n')
        .filter((line) => line !== '');
    const comments = async (): Promise<string[]> =>
      (await server.sql('SELECT c.id, a.slug FROM comments c JOIN articles a ON a.id = c.article_id ORDER BY c.id'))
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => line.replace('\t', ' '));

    describe.each([{ commit: 'once' }, { commit: 'batches' }] as const)('commit: $commit', ({ commit }) => {
      test('a list fills its table and the links, each value once', async () => {
        await server.sql("INSERT INTO tags (tag) VALUES ('ships')");
        const records = [article('a', 'ships| work |ships'), article('b', '["work", "a|b", "7"]'), article('c', null)];
        const many = Array.from({ length: 200 }, (_, n) => article(`m-${n}`, `all|${n % 7}`));
        const counts = await load('articles', [...records, ...many], { ...ARTICLES, commit });
        expect(counts).toMatchObject({ records: 203, inserted: 203, rejected: 0 });
        const found = await tagsOf();
        expect(found.filter((one) => /^[abc] /.test(one))).toEqual(['a ships', 'a work', 'b 7', 'b a|b', 'b work']);
        expect(found.length).toBe(5 + 400);
        expect(await server.sql('SELECT COUNT(*) FROM tags')).toBe('12');
      });

      test('a list that comes again replaces the links, one that does not come leaves them', async () => {
        await load('articles', [article('a', 'x|y'), article('b', 'x')], { ...ARTICLES, commit });
        const again = await load('articles', [article('a', 'y|z'), article('b', null)], { ...ARTICLES, commit });
        expect(again).toMatchObject({ unchanged: 2 });
        expect(await tagsOf()).toEqual(['a y', 'a z', 'b x']);
        await load('articles', [article('a', ''), article('b')], { ...ARTICLES, commit });
        expect(await tagsOf()).toEqual(['b x']);
      });

      test('a rejected record links nothing', async () => {
        const records = [article('a', 'x'), { ...article('b', 'y'), author_id: 'nobody' }];
        const { errors, inserted } = await load('articles', records, { ...ARTICLES, commit });
        expect([inserted, errors]).toEqual([1, [[3, 'invalid author_id: users has no such row']]]);
        expect(await tagsOf()).toEqual(['a x']);
      });

      test('a value that its table does not take is a fault of its record, and no other', async () => {
        await server.sql(`ALTER TABLE ${server.schema}.tags ADD CONSTRAINT no_bad_tags CHECK (tag <> 'bad')`);
        if (engine === 'postgres') await server.sql('ALTER TABLE tags ALTER tag TYPE varchar(191)');
        await load('articles', [article('old', 'x')], { ...ARTICLES, commit });
        const records = [
          ...Array.from({ length: 100 }, (_, n) => article(`m-${n}`, `t${n % 5}`)),
          article('long', `x|${'y'.repeat(200)}`),
          article('longer', 'z'.repeat(2_000)),
          article('old', 'bad|new'),
          article('late', 'x|y'),
        ];
        const { errors, ...counts } = await load('articles', records, { ...ARTICLES, commit });
        expect(counts).toMatchObject({ records: 104, inserted: 101, rejected: 3 });
        expect(errors.map(([line]) => line)).toEqual([102, 103, 104]);
        expect(errors[2]?.[1]).toContain('no_bad_tags');
        const found = await tagsOf();
        expect(found.filter((one) => !one.startsWith('m-'))).toEqual(['late x', 'late y', 'old x']);
        expect(await server.sql('SELECT COUNT(*) FROM tags')).toBe('7');
      });

      test('a row of another table is found by its name, and what has no id is numbered behind those that are there', async () => {
        await load('articles', [article('a'), article('b-1')], { ...ARTICLES, commit });
        const comment = (slug: string | null, id: string | null = null): Record_ => ({
          id,
          article_slug: slug,
          author_id: 'u',
          body: 'b',
        });
        const first = await load(
          'comments',
          [comment('a'), comment('b-1'), comment('a'), comment('nowhere'), comment('a', 'cm_a_9'), comment(null)],
          { ...COMMENTS, commit },
        );
        expect(first).toMatchObject({ inserted: 4, rejected: 2 });
        expect(first.errors).toEqual([
          [5, 'invalid article_slug: articles has no such row'],
          [7, 'missing required field: article_id'],
        ]);
        const known = ['cm_a_10 a', 'cm_a_11 a', 'cm_a_9 a', 'cm_b-1_1 b-1'];
        expect(await comments()).toEqual(known);
        await load('comments', [comment('a'), comment('b-1')], { ...COMMENTS, commit });
        expect(await comments()).toEqual([
          'cm_a_10 a',
          'cm_a_11 a',
          'cm_a_12 a',
          'cm_a_9 a',
          'cm_b-1_1 b-1',
          'cm_b-1_2 b-1',
        ]);
      });

      test('many are numbered one after the other, across batches; the number of a row serves as well as its name', async () => {
        await load('articles', [article('a'), article('b')], { ...ARTICLES, commit });
        const idOfA = await server.sql("SELECT id FROM articles WHERE slug = 'a'");
        const record = (n: number): Record_ => ({ article_id: idOfA, author_id: 'u', body: `${n}` });
        const counts = await load(
          'comments',
          Array.from({ length: 200 }, (_, n) => record(n)),
          { ...COMMENTS, commit },
        );
        expect(counts).toMatchObject({ inserted: 200, rejected: 0 });
        const numbers = (await server.sql("SELECT SUBSTRING(id, 6) FROM comments WHERE id LIKE 'cm_a_%'")).split('\n');
        expect(numbers.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, n) => n + 1));
      });
    });
  });
};
