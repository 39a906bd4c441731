import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GenerationRecord } from '../../src/contracts/dump-import/generation-record.js';
import type { LogEntry } from '../../src/contracts/runs/log-entry.js';
import type { RunRecord } from '../../src/contracts/runs/run-record.js';
import type { Store } from '../../src/store/store.js';
import { STORE_SERVERS } from '../support/store-server.js';
import type { StoreServer } from '../support/store-server.js';
import { openStore } from './open-store.js';

const run = (runId: string, changes: Partial<RunRecord> = {}): RunRecord => ({
  kind: 'dump-import',
  runId,
  pipeline: 'import',
  workflowId: 'dump-import/import',
  trigger: 'schedule',
  startedBy: 'schedule',
  startedAt: '2026-01-02T03:04:05.678Z',
  status: 'running',
  attempts: 0,
  warnings: [],
  ...changes,
});

const entry = (message: string, changes: Partial<LogEntry> = {}): LogEntry => ({
  timestamp: '2026-01-02T03:04:05.678Z',
  level: 'INFO',
  step: 'download',
  message,
  ...changes,
});

describe.each(STORE_SERVERS)('the store on %s', (_name, start) => {
  let server: StoreServer;
  let store: Store;

  beforeAll(async () => {
    server = await start({ odd: true });
    store = await openStore(server, 'stevedore');
    await store.migrate();
  });
  afterAll(async () => {
    await store?.close();
    await server?.stop();
  });

  describe('runs', () => {
    test('an opened run is read as it was written, and opening it again changes nothing', async () => {
      const record = run('open-1', { startedBy: 'Jürgen 🚢', warnings: ["it's\\so"] });
      await store.runs.open(record);
      await store.runs.open({ ...record, status: 'failed', attempts: 9 });
      expect(await store.runs.get('open-1')).toEqual(record);
      expect(await store.runs.get('no-such-run')).toBeUndefined();
    });

    test('a run keeps what it was started with and which one it does again', async () => {
      const record = run('again-1', { retryOf: 'open-1', options: { force: true, overrideGuards: ['shrunk_table'] } });
      await store.runs.open(record);
      expect(await store.runs.get('again-1')).toEqual(record);
    });

    test('a run is updated until it is closed; the first close wins', async () => {
      const snapshot = {
        step: 'importing_database_portal64_bdw' as const,
        attempt: 1,
        maxAttempts: 2,
        progress: 40,
        files: { remote: [], downloaded: ['a.zip'], extracted: [], imported: [] },
      };
      await store.runs.open(run('close-1'));
      await store.runs.update('close-1', { attempts: 1, snapshot });
      await store.runs.update('close-1', {});
      expect(await store.runs.get('close-1')).toEqual(run('close-1', { attempts: 1, snapshot }));

      const end = {
        status: 'success' as const,
        completedAt: '2026-01-02T04:00:00.000Z',
        generation: 7,
        warnings: ['w'],
      };
      await store.runs.close('close-1', end);
      const closed = run('close-1', { attempts: 1, snapshot, ...end });
      expect(await store.runs.get('close-1')).toEqual(closed);
      await store.runs.close('close-1', { status: 'failed', completedAt: '2026-01-02T05:00:00.000Z' });
      await store.runs.update('close-1', { status: 'running' });
      await store.runs.open(run('close-1'));
      expect(await store.runs.get('close-1')).toEqual(closed);
    });

    test('of simultaneous closes one wins, with its whole row', async () => {
      await store.runs.open(run('race-1'));
      const ends = Array.from({ length: 8 }, (_, index) => ({
        status: index % 2 === 0 ? ('success' as const) : ('failed' as const),
        completedAt: `2026-01-02T04:00:00.00${index}Z`,
        generation: index,
        warnings: [`w${index}`],
      }));
      await Promise.all([
        ...ends.map((end) => store.runs.close('race-1', end)),
        store.runs.update('race-1', { attempts: 3 }),
      ]);
      const { attempts, ...found } = (await store.runs.get('race-1')) ?? run('none');
      expect(ends).toContainEqual({
        status: found.status,
        completedAt: found.completedAt,
        generation: found.generation,
        warnings: found.warnings,
      });
      expect([0, 3]).toContain(attempts);
    });

    test('of openings at the same moment one wins', async () => {
      const records = Array.from({ length: 8 }, (_, index) =>
        run('race-2', { startedBy: `user ${index}`, startedAt: `2026-01-02T03:04:0${index}.000Z` }),
      );
      await Promise.all(records.map((record) => store.runs.open(record)));
      expect(records).toContainEqual(await store.runs.get('race-2'));
    });

    test('names that differ by case only are two, and are ordered by their code points', async () => {
      for (const runId of ['case-b', 'case-A', 'CASE-b', 'case-\u00e4', 'case-a'])
        await store.runs.open(run(runId, { pipeline: 'Cased' }));
      const { runs } = await store.runs.list({ pipeline: 'Cased' });
      expect(runs.map(({ runId }) => runId)).toEqual(['case-\u00e4', 'case-b', 'case-a', 'case-A', 'CASE-b']);
      expect((await store.runs.list({ pipeline: 'cased' })).runs).toEqual([]);
    });

    test('JSON comes back byte for byte, with spaces, escapes, keys twice and figures as they were', async () => {
      const odd = {
        step: 'import',
        z: 1,
        a: [1e21, -0.5],
        '': '\u2028"\\/\ud83d\udea2',
        nul: '\0',
        lone: '\ud800',
      } as never;
      await store.runs.open(run('json-1', { snapshot: odd, warnings: ['\0 and \\0', 'é', '  '] }));
      const found = await store.runs.get('json-1');
      expect(JSON.stringify(found?.snapshot)).toBe(JSON.stringify(odd));
      expect(found?.warnings).toEqual(['\0 and \\0', 'é', '  ']);
    });

    test('a text with a NUL, which PostgreSQL does not hold, shows it', async () => {
      await store.runs.open(run('nul', { startedBy: 'a\0b' }));
      await store.runs.close('nul', {
        status: 'failed',
        completedAt: '2026-01-02T04:00:00.000Z',
        error: '\0',
        reason: 'r\0',
      });
      expect(await store.runs.get('nul')).toMatchObject({ startedBy: 'a\u2400b', error: '\u2400', reason: 'r\u2400' });
      await store.logs.append('nul', 1, [entry('m\0', { error: '\0\0' })]);
      expect(await store.logs.list({ runId: 'nul' })).toMatchObject([{ message: 'm\u2400', error: '\u2400\u2400' }]);
    });

    test('the latest run is the one that started last and did start', async () => {
      await store.runs.open(
        run('l1', { pipeline: 'latest', startedAt: '2026-02-01T00:00:00.000Z', status: 'success' }),
      );
      await store.runs.open(
        run('l2', { pipeline: 'latest', startedAt: '2026-02-01T00:00:00.001Z', status: 'skipped' }),
      );
      await store.runs.open(
        run('l3', { pipeline: 'latest', startedAt: '2026-02-02T00:00:00.000Z', status: 'not_started' }),
      );
      expect((await store.runs.latest('latest'))?.runId).toBe('l2');
      expect(await store.runs.latest('Latest')).toBeUndefined();
    });

    test('pages lead through all runs, newest first, also those of the same millisecond', async () => {
      for (let index = 0; index < 7; index++) {
        const second = Math.floor(index / 3);
        const status = index % 2 === 0 ? ('success' as const) : ('failed' as const);
        await store.runs.open(
          run(`p${index}`, { pipeline: 'paged', startedAt: `2026-03-01T00:00:0${second}.000Z`, status }),
        );
      }
      const seen: string[][] = [];
      let cursor: string | undefined;
      do {
        const page = await store.runs.list({
          pipeline: 'paged',
          limit: 2,
          ...(cursor === undefined ? {} : { cursor }),
        });
        seen.push(page.runs.map(({ runId }) => runId));
        cursor = page.next;
      } while (cursor !== undefined);
      expect(seen).toEqual([['p6', 'p5'], ['p4', 'p3'], ['p2', 'p1'], ['p0']]);
      const failed = await store.runs.list({ pipeline: 'paged', status: 'failed' });
      expect(failed).toEqual({
        runs: [expect.objectContaining({ runId: 'p5' }), expect.anything(), expect.anything()],
      });
      expect((await store.runs.list()).runs.length).toBeGreaterThan(7);
      for (const bad of ['???', Buffer.from('["x","y"]').toString('base64url')]) {
        await expect(store.runs.list({ cursor: bad })).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
      }
    });

    test('a text that is too long for its column is cut, not refused', async () => {
      await store.runs.open(run('long', { startedBy: 'x'.repeat(300) }));
      await store.runs.close('long', {
        status: 'failed',
        completedAt: '2026-01-02T04:00:00.000Z',
        errorCode: 'PROOF_FAILED',
        error: '🚢'.repeat(40_000),
        reason: 'ü'.repeat(300),
      });
      const found = await store.runs.get('long');
      expect(found?.startedBy).toHaveLength(255);
      expect([...(found?.error ?? '')]).toHaveLength(16_000);
      expect(found?.reason).toMatch(/^ü{254}…$/);
      expect(found?.errorCode).toBe('PROOF_FAILED');
    });
  });

  describe('log lines', () => {
    test('are read in their order with every field, from the start, after a line, and from the end', async () => {
      const full = entry('Entpackt: größer 🚢', {
        level: 'ERROR',
        step: 'extract',
        error: 'e',
        duration: '1m2.5s',
        file_size: 2 ** 40,
      });
      await store.logs.append('log-1', 1, [entry('a'), full]);
      await store.logs.append(
        'log-1',
        2,
        Array.from({ length: 60 }, (_, index) => entry(`line ${index}`)),
      );
      await store.logs.append('log-1', 2, []);
      const all = await store.logs.list({ runId: 'log-1' });
      expect(all).toHaveLength(62);
      expect(all[1]).toEqual({ ...full, seq: all[1]?.seq, runId: 'log-1', attempt: 1 });
      expect(all.slice(2).map(({ message }) => message)).toEqual(
        Array.from({ length: 60 }, (_, index) => `line ${index}`),
      );
      const seqs = all.map(({ seq }) => seq);
      expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
      const tail = await store.logs.list({ runId: 'log-1', limit: 2, tail: true });
      expect(tail.map(({ message }) => message)).toEqual(['line 58', 'line 59']);
      const rest = await store.logs.list({ runId: 'log-1', afterSeq: all[59]?.seq ?? 0 });
      expect(rest.map(({ message }) => message)).toEqual(['line 58', 'line 59']);
    });

    test('with an id are stored once, however often they are appended', async () => {
      const lines = [
        { ...entry('once'), id: 'line-1' },
        { ...entry('twice'), id: 'line-2' },
      ];
      await store.logs.append('log-2', 1, lines);
      await store.logs.append('log-2', 1, [...lines, { ...entry('third'), id: 'line-3' }]);
      expect((await store.logs.list({ runId: 'log-2' })).map(({ message }) => message)).toEqual([
        'once',
        'twice',
        'third',
      ]);
    });

    test('of many writers at the same moment are all there, each once', async () => {
      const writers = Array.from({ length: 6 }, (_, writer) =>
        Array.from({ length: 80 }, (_, index) => ({ ...entry(`${writer}-${index}`), id: `many-${writer}-${index}` })),
      );
      await Promise.all(
        writers.flatMap((lines) => [lines, lines]).map((lines) => store.logs.append('log-many', 1, lines)),
      );
      const all = (await store.logs.list({ runId: 'log-many' })).map(({ message }) => message);
      expect(all).toHaveLength(480);
      expect(new Set(all).size).toBe(480);
    });

    test('of a pipeline are those of its runs', async () => {
      await store.runs.open(run('log-p1', { pipeline: 'logged' }));
      await store.runs.open(run('log-p2', { pipeline: 'logged' }));
      for (const runId of ['log-p1', 'log-p2', 'log-other']) await store.logs.append(runId, 1, [entry(runId)]);
      expect((await store.logs.list({ pipeline: 'logged' })).map(({ message }) => message)).toEqual([
        'log-p1',
        'log-p2',
      ]);
    });
  });

  test('a generation is added once, and the latest is the highest', async () => {
    const generation = (number: number): GenerationRecord => ({
      pipeline: 'import',
      generation: number,
      runId: `r${number}`,
      publishedAt: '2026-01-02T03:04:05.678Z',
      databases: ['mvdsb', 'portal64_bdw'],
      archives: [
        {
          filename: 'mvdsb_20260102.zip',
          pattern: 'mvdsb_*.zip',
          database: 'mvdsb',
          size: 15_624_832,
          modTime: '2026-01-02T01:30:00.000Z',
          checksum: 'sha256:abc',
        },
      ],
      tables: 12,
      rows: 4_300_000_000,
    });
    for (const number of [9, 10, 8]) await store.generations.add(generation(number));
    await store.generations.add({ ...generation(10), runId: 'again' });
    expect(await store.generations.latest('import')).toEqual(generation(10));
    expect((await store.generations.list('import')).map((found) => found.generation)).toEqual([10, 9, 8]);
    expect(await store.generations.latest('other')).toBeUndefined();
  });

  test('times are kept in UTC whatever the time zone of the server', async () => {
    await store.runs.open(run('utc'));
    const column =
      server.name === 'PostgreSQL'
        ? "to_char(started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS')"
        : 'started_at';
    expect(await server.query(`SELECT ${column} FROM stevedore.runs WHERE run_id = 'utc'`)).toBe(
      '2026-01-02 03:04:05.678',
    );
  });
});
