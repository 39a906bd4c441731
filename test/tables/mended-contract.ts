import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settleReplay } from '../../src/table-import/replay/settle-replay.js';
import { writeReplayFile } from '../../src/table-import/replay/write-replay-file.js';
import { PLANTED, plantedFile } from '../support/planted-file.js';
import { removeTemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';
import type { ContractServer } from './contract-server.js';
import { csvImport } from './import-csv.js';

const RECORDS = 100_000;

/** Registers the test of a large file whose rejects are all mended; `time` is the type of an instant. */
export const describeMended = (title: string, time: string, start: () => Promise<ContractServer>): void => {
  let server: ContractServer;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server?.stop());

  test(`${title}: 100,000 records of which 2,500 have faults, mended and replayed, are 100,000 rows`, async () => {
    await server.sql(`CREATE TABLE ${server.schema}.planted (id INTEGER PRIMARY KEY, email VARCHAR(80) NOT NULL,
      name VARCHAR(10) NOT NULL, born DATE, amount DECIMAL(8,2), active BOOLEAN, state VARCHAR(10), ref VARCHAR(36),
      slug VARCHAR(40), code VARCHAR(20), at ${time})`);
    const { csv, planted } = plantedFile(RECORDS);
    const { rejects } = server.target;
    const columns = PLANTED.map(({ rule }) => rule);
    const one = csvImport(server.target, server.schema, 'planted', csv, { columns });
    const { runId } = one.file;
    expect(await one.run()).toMatchObject({ records: RECORDS, inserted: 97_500, rejected: 2_500 });
    for (let from = 0; from < planted.length; from += 10) {
      const some = planted.slice(from, from + 10);
      const mending = some.map(({ line, mended }) => rejects.mend({ runId, fileNo: 1, line }, Buffer.from(mended)));
      expect(await Promise.all(mending)).toEqual(some.map(() => true));
    }
    const directory = temporaryFolder('replay');
    const signal = new AbortController().signal;
    const reading = { format: 'csv', header: csv.slice(0, csv.indexOf('\n') + 1) } as const;
    const request = { rejects, runId, fileNo: 1, format: one.file.format, reading, directory, signal };
    const { path, records, leftOut } = await writeReplayFile(request);
    expect([records, leftOut]).toEqual([2_500, 0]);
    const replay = csvImport(server.target, server.schema, 'planted', readFileSync(path), { columns });
    expect(await replay.run()).toMatchObject({ records: 2_500, inserted: 2_500, rejected: 0 });
    const original = { runId, fileNo: 1 };
    const settled = await settleReplay({
      rejects,
      original,
      replay: { runId: replay.file.runId, fileNo: 1 },
      directory,
    });
    expect(settled).toBe(2_500);
    expect(await rejects.count(runId)).toEqual({ open: 0, replayed: 2_500, dismissed: 0 });
    let cents = 0;
    for (let at = 0; at < RECORDS; at++) cents += (at % 1000) * 100 + 10 + (at % 90);
    expect(
      await server.sql(
        `SELECT COUNT(*), MIN(id), MAX(id), COUNT(DISTINCT slug), SUM(amount) FROM ${server.schema}.planted`,
      ),
    ).toBe(`${RECORDS}\t1\t${RECORDS}\t${RECORDS}\t${(cents / 100).toFixed(2)}`);
    for (const each of [one, replay]) {
      await server.target.clean(each.file.runId);
      each.remove();
    }
    removeTemporaryFolder(directory);
  });
};
