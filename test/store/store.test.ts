import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GenerationRecord, LogEntry, RunRecord } from '../../src/contracts/runs.js';
import type { Store } from '../../src/store/store.js';
import { startMariadb } from '../support/mariadb-server.js';
import type { MariadbServer } from '../support/mariadb-server.js';
import { openStore } from './open-store.js';

let server: MariadbServer;
let store: Store;

beforeAll(async () => {
  // Another time zone and the strictest mode: neither may change what is stored.
  server = await startMariadb({
    args: ['--sql-mode=TRADITIONAL,ONLY_FULL_GROUP_BY,NO_BACKSLASH_ESCAPES', '--default-time-zone=+05:30'],
  });
  store = await openStore(server, 'stevedore');
  await store.migrate();
});
afterAll(async () => {
  await store?.close();
  await server?.stop();
});

const run = (runId: string, changes: Partial<RunRecord> = {}): RunRecord => ({
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

describe('runs', () => {
  test('an opened run is read as it was written, and opening it again changes nothing', async () => {
    const record = run('open-1', { startedBy: 'Jürgen 🚢', warnings: ["it's\\so"] });
    await store.runs.open(record);
    await store.runs.open({ ...record, status: 'failed', attempts: 9 });
    expect(await store.runs.get('open-1')).toEqual(record);
    expect(await store.runs.get('no-such-run')).toBeUndefined();
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

    const end = { status: 'success' as const, completedAt: '2026-01-02T04:00:00.000Z', generation: 7, warnings: ['w'] };
    await store.runs.close('close-1', end);
    const closed = run('close-1', { attempts: 1, snapshot, ...end });
    expect(await store.runs.get('close-1')).toEqual(closed);
    await store.runs.close('close-1', { status: 'failed', completedAt: '2026-01-02T05:00:00.000Z' });
    await store.runs.update('close-1', { status: 'running' });
    await store.runs.open(run('close-1'));
    expect(await store.runs.get('close-1')).toEqual(closed);
  });

  test('the latest run is the one that started last and did start', async () => {
    await store.runs.open(run('l1', { pipeline: 'latest', startedAt: '2026-02-01T00:00:00.000Z', status: 'success' }));
    await store.runs.open(run('l2', { pipeline: 'latest', startedAt: '2026-02-01T00:00:00.001Z', status: 'skipped' }));
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
      const page = await store.runs.list({ pipeline: 'paged', limit: 2, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(page.runs.map(({ runId }) => runId));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(seen).toEqual([['p6', 'p5'], ['p4', 'p3'], ['p2', 'p1'], ['p0']]);
    const failed = await store.runs.list({ pipeline: 'paged', status: 'failed' });
    expect(failed).toEqual({ runs: [expect.objectContaining({ runId: 'p5' }), expect.anything(), expect.anything()] });
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

  test('of a pipeline are those of its runs', async () => {
    await store.runs.open(run('log-p1', { pipeline: 'logged' }));
    await store.runs.open(run('log-p2', { pipeline: 'logged' }));
    for (const runId of ['log-p1', 'log-p2', 'log-other']) await store.logs.append(runId, 1, [entry(runId)]);
    expect((await store.logs.list({ pipeline: 'logged' })).map(({ message }) => message)).toEqual(['log-p1', 'log-p2']);
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
  expect(await server.query("SELECT started_at FROM stevedore.runs WHERE run_id = 'utc'")).toBe(
    '2026-01-02 03:04:05.678',
  );
});
