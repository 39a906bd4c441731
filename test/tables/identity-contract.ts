import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ContractServer } from './contract-server.js';
import { csvImport, csvOf } from './import-csv.js';
import type { Record_ } from './import-csv.js';

/** Registers the tests of keys that the server numbers where a record does not say them. */
export const describeIdentities = (title: string, id: string, start: () => Promise<ContractServer>): void => {
  describe(title, () => {
    let server: ContractServer;
    beforeAll(async () => {
      server = await start();
    });
    afterAll(() => server?.stop());
    beforeEach(async () => {
      await server.sql(`DROP TABLE IF EXISTS ${server.schema}.numbered`);
      await server.sql(`CREATE TABLE ${server.schema}.numbered (id INTEGER ${id} PRIMARY KEY, name VARCHAR(40))`);
      await server.sql(`INSERT INTO ${server.schema}.numbered (name) VALUES ('one'), ('two'), ('three')`);
    });

    const load = async (records: readonly Record_[], commit: 'once' | 'batches') => {
      const one = csvImport(server.target, server.schema, 'numbered', csvOf(records), { commit, batchSize: 2 });
      const counts = await one.run();
      const rejects = await server.target.rejects.list({ runId: one.file.runId, limit: 10 });
      await server.target.clean(one.file.runId);
      one.remove();
      return { ...counts, rejects: rejects.map(({ line, reasons }) => [line, reasons[0]?.code]) };
    };
    const rows = async () =>
      (await server.sql(`SELECT id, name FROM ${server.schema}.numbered ORDER BY id`)).split('\n');

    describe.each(['once', 'batches'] as const)('commit: %s', (commit) => {
      test('numbers of the file are taken as they are; without one, a record has no key', async () => {
        const file = [
          { id: '1', name: 'one' },
          { id: '2', name: 'zwei' },
          { id: '10', name: 'ten' },
          { id: null, name: 'none' },
          { id: '0', name: 'zero' },
        ];
        const counts = await load(file, commit);
        expect(counts).toMatchObject({ records: 5, inserted: 2, updated: 1, unchanged: 1, rejected: 1 });
        expect(counts.rejects).toEqual([[5, 'required']]);
        expect(await rows()).toEqual(['0\tzero', '1\tone', '2\tzwei', '3\tthree', '10\tten']);
        expect(await load(file, commit)).toMatchObject({ inserted: 0, updated: 0, unchanged: 4, rejected: 1 });
      });

      test('where the file has no column for it, the server numbers each record as a new row', async () => {
        expect(await load([{ name: 'four' }, { name: 'five' }], commit)).toMatchObject({ inserted: 2, rejected: 0 });
        expect(await rows()).toEqual(['1\tone', '2\ttwo', '3\tthree', '4\tfour', '5\tfive']);
      });
    });
  });
};
