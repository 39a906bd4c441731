import { readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CsvFormat } from '../../src/contracts/table-import/file-format.js';
import type { StoredReject } from '../../src/contracts/table-import/reject.js';
import { fileReading } from '../../src/table-import/import/file-reading.js';
import { RejectRows } from '../../src/table-import/records/reject-rows.js';
import { settleReplay } from '../../src/table-import/replay/settle-replay.js';
import { writeReplayFile } from '../../src/table-import/replay/write-replay-file.js';
import { removeTemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';
import type { ContractServer } from './contract-server.js';
import { contractTables } from './contract-tables.js';
import { csvImport } from './import-csv.js';

/** Registers the tests of what becomes of rejects that are imported again. */
export const describeReplays = (title: string, start: () => Promise<ContractServer>): void => {
  describe(title, () => {
    let server: ContractServer;
    beforeAll(async () => {
      server = await start();
      await contractTables(() => server).create('person');
    });
    afterAll(() => server?.stop());

    const original = async () => {
      const one = csvImport(server.target, server.schema, 'person', 'id,amount\n1,x\n2,y\n3,3\n4,z\n5,w\n');
      expect(await one.run()).toMatchObject({ records: 5, inserted: 1, rejected: 4 });
      const { runId, format } = one.file;
      const directory = temporaryFolder('replay');
      const request = {
        rejects: server.target.rejects,
        runId,
        fileNo: 1,
        format,
        reading: { format: 'csv', header: 'id,amount\n' },
        directory,
        signal: new AbortController().signal,
      } as const;
      const mend = (line: number, raw: string) =>
        server.target.rejects.mend({ runId, fileNo: 1, line }, Buffer.from(raw));
      /** As the replay's run would: its file is imported, and its rejects are settled. */
      const replay = async (path: string) => {
        const again = csvImport(server.target, server.schema, 'person', readFileSync(path));
        const counts = await again.run();
        const settled = await settleReplay({
          rejects: server.target.rejects,
          original: { runId, fileNo: 1 },
          replay: { runId: again.file.runId, fileNo: 1 },
          directory,
        });
        await server.target.clean(again.file.runId);
        again.remove();
        return { counts, settled };
      };
      const states = async () =>
        (await server.target.rejects.list({ runId, limit: 10 })).map(({ line, state }) => `${line} ${state}`);
      return {
        request,
        mend,
        replay,
        states,
        remove: async () => {
          await server.target.clean(runId);
          await server.sql(`DELETE FROM ${server.schema}.person`);
          one.remove();
          removeTemporaryFolder(directory);
        },
      };
    };

    test('what is mended while a replay runs stays open, with what it was mended to', async () => {
      const { request, mend, replay, states, remove } = await original();
      await mend(2, '1,10');
      await mend(3, '2,20');
      await mend(6, '5,50');
      const { path, records } = await writeReplayFile(request);
      expect(records).toBe(4);
      await mend(3, '2,21');
      await request.rejects.setState({ runId: request.runId, fileNo: 1, line: 6 }, 'dismissed');
      expect(await replay(path)).toMatchObject({ counts: { inserted: 3, rejected: 1 }, settled: 2 });
      // What was dismissed meanwhile is in the table all the same.
      expect(await states()).toEqual(['2 replayed', '3 open', '5 open', '6 replayed']);
      const [second] = await request.rejects.list({ runId: request.runId, state: 'open', limit: 1 });
      expect(second?.mended?.toString()).toBe('2,21');
      await request.rejects.setState({ runId: request.runId, fileNo: 1, line: 2 }, 'dismissed');
      expect(await states()).toContain('2 replayed');
      await remove();
    });

    /** Records that are read as they stand, and what is wrong with each. */
    const BAD = [
      '1,"not closed,3',
      '2,"stray" quote,3',
      '3,x',
      '4,x,5,6',
      '5,"x, ""y""\n and z",6',
      '6,"a"b,"c"',
      'x,fine,1',
      '7,"again not closed',
      `8,"${'long '.repeat(20_000)}",x`,
      '9,back\\slash,y',
      '10,"ends in \\",z',
      '11,a lone \r in it,w',
      '12,"many\n"lines"',
      '13,last,v',
    ];
    test.each([
      ['a header', {}, ''],
      ['lines that are not read before the header', { skipLines: 2 }, 'a,"b\nc\n'],
      ['an escape character', { escape: '\\' }, ''],
      ['no quotes', { quote: '' }, ''],
      ['a file without a header', { header: false }, ''],
    ] as const)(
      'a download is read as the file was, and nothing gets in by it: %s',
      async (_title, dialect, before) => {
        await server.sql(`DROP TABLE IF EXISTS ${server.schema}.plain`);
        await server.sql(
          `CREATE TABLE ${server.schema}.plain (id INTEGER PRIMARY KEY, name VARCHAR(100), amount INTEGER)`,
        );
        const hasHeader = !('header' in dialect);
        const header = hasHeader ? 'id,name,amount\n' : '';
        const load = async (csv: string) => {
          const one = csvImport(server.target, server.schema, 'plain', csv);
          const format = { ...one.file.format, ...dialect } as CsvFormat;
          Object.assign(one.file, { format });
          const counts = await one.run();
          const rejects = await server.target.rejects.list({ runId: one.file.runId, limit: 100 });
          const rows = new RejectRows(await fileReading({ path: one.file.path, format }));
          await server.target.clean(one.file.runId);
          one.remove();
          return { counts, rejects, download: rows.head + rejects.map((each) => rows.row(each)).join('') };
        };
        const good = ['100,"q",1', '101,r,2'];
        const first = await load(`${before}${header}${[good[0], ...BAD, good[1]].join('\n')}\n`);
        expect(first.counts.records).toBe(first.counts.inserted + first.counts.rejected);
        const kept = await server.sql(`SELECT * FROM ${server.schema}.plain ORDER BY id`);
        const again = await load(first.download);
        expect(await server.sql(`SELECT * FROM ${server.schema}.plain ORDER BY id`)).toBe(kept);
        const isFlawed = ({ raw, rawBytes, reasons }: StoredReject) =>
          raw.length < rawBytes || reasons.some(({ code }) => code === 'unclosed_quote');
        const whole = hasHeader ? first.rejects : first.rejects.filter((one) => !isFlawed(one));
        expect(again.counts).toMatchObject({ records: whole.length, rejected: whole.length });
        const codes = (one: StoredReject) => (isFlawed(one) ? ['field_count'] : one.reasons.map(({ code }) => code));
        expect(again.rejects.map(codes)).toEqual(whole.map(codes));
        const lines = again.rejects.map(({ raw }) => Number(/,(\d+),[^\n]*$/.exec(raw.toString().trimEnd())?.[1]));
        if (hasHeader) expect(lines.filter((line) => whole.some((one) => one.line === line)).length).toBeGreaterThan(8);
        // A download of a download has the columns once.
        expect(again.download.split('_errors').length).toBe(hasHeader ? 2 : 1);
        const third = await load(again.download);
        expect(third.rejects.map(({ reasons }) => reasons)).toEqual(again.rejects.map(({ reasons }) => reasons));
      },
    );

    test('a disk that is full is told, and the next try begins anew', async () => {
      const { request, mend, replay, remove } = await original();
      await mend(2, '1,10');
      symlinkSync('/dev/full', join(request.directory, 'file'));
      await expect(writeReplayFile(request)).rejects.toMatchObject({
        code: 'DISK_FULL',
        message: expect.stringContaining('work_dir') as string,
      });
      rmSync(join(request.directory, 'file'));
      const { path } = await writeReplayFile(request);
      expect(await replay(path)).toMatchObject({ settled: 1 });
      await remove();
    });

    test('of more rejects than are kept, the first are kept and all are counted', async () => {
      const lines = Array.from({ length: 110_000 }, (_, n) => `${n + 1},1`);
      const load = () =>
        csvImport(server.target, server.schema, 'person', `id,amount\nx,1\n${lines.join('\n')}\n`, {
          onExisting: 'reject',
        });
      const first = load();
      expect(await first.run()).toMatchObject({ inserted: 110_000, rejected: 1 });
      const again = load();
      expect(await again.run()).toMatchObject({ records: 110_001, inserted: 0, rejected: 110_001 });
      const { rejects } = server.target;
      const { runId } = again.file;
      expect(await rejects.count(runId)).toEqual({ open: 100_000, replayed: 0, dismissed: 0 });
      expect(await rejects.total(runId)).toBe(110_001);
      const ends = await rejects.list({ runId, after: { fileNo: 1, line: 99_999 }, limit: 10 });
      expect(ends.map(({ line }) => line)).toEqual([100_000, 100_001]);
      await server.sql(`DELETE FROM ${server.schema}.person`);
      for (const one of [first, again]) {
        await server.target.clean(one.file.runId);
        one.remove();
      }
    });

    test('a file that is whole stays as it is, whatever is mended before the next try', async () => {
      const { request, mend, replay, states, remove } = await original();
      await mend(2, '1,10');
      await mend(5, '4,40');
      const first = await writeReplayFile(request);
      await mend(3, '2,20');
      await request.rejects.setState({ runId: request.runId, fileNo: 1, line: 2 }, 'dismissed');
      expect(await writeReplayFile(request)).toEqual(first);
      expect(await replay(first.path)).toMatchObject({ counts: { records: 4, inserted: 2 }, settled: 2 });
      expect(await states()).toEqual(['2 replayed', '3 open', '5 replayed', '6 open']);
      await remove();
    });

    test('a replay that is in the table by another host marks none as replayed, and says so', async () => {
      const { request, mend, replay, states, remove } = await original();
      await mend(2, '1,10');
      const { path, records } = await writeReplayFile({ ...request, isWritten: true });
      expect(records).toBe(4);
      await expect(replay(path)).rejects.toMatchObject({
        code: 'REPLAY_UNKNOWN',
        message: expect.stringContaining('dismiss those that are there') as string,
      });
      expect(await states()).toEqual(['2 open', '3 open', '5 open', '6 open']);
      await remove();
    });
  });
};
