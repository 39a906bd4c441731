import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportJob } from '../../src/contracts/table-import/import-job.js';
import type { Store } from '../../src/store/store.js';
import { STORE_SERVERS } from '../support/store-server.js';
import type { StoreServer } from '../support/store-server.js';
import { openStore } from './open-store.js';

const job = (id: string, changes: Partial<ImportJob> = {}): ImportJob => ({
  id,
  idempotencyKey: `key of ${id}`,
  resource: 'users',
  format: 'csv',
  path: `/data/uploads/${id}.csv`,
  host: 'one',
  createdAt: '2026-01-21T18:00:00.000Z',
  askedBy: 'Jürgen 🚢',
  status: 'pending',
  total: 0,
  processed: 0,
  succeeded: 0,
  failed: 0,
  errors: [],
  ...changes,
});

const marks = (id: string, requestHash = 'r') => ({ keyHash: `hash of ${id}`, requestHash });
const counts = (processed: number, failed: number) => ({
  total: processed,
  processed,
  succeeded: processed - failed,
  failed,
});

describe.each(STORE_SERVERS)('the store of imports on %s', (_name, start) => {
  let server: StoreServer;
  let store: Store;

  beforeAll(async () => {
    server = await start({ odd: true });
    store = await openStore(server, 'imports');
    await store.migrate();
  });
  afterAll(async () => {
    await store?.close();
    await server?.stop();
  });

  it('has one import for a key: that of the first of many who ask at once', async () => {
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, n) => store.importJobs.claim(job(`once-${n}`), marks('once', `r-${n}`))),
    );
    const [first] = claims;
    expect(new Set(claims.map((claim) => claim.job.id)).size).toBe(1);
    expect(first?.requestHash).toBe(first?.job.id.replace('once-', 'r-'));
    expect(await store.importJobs.get(first?.job.id ?? '')).toEqual(
      job(first?.job.id ?? '', { idempotencyKey: first?.job.idempotencyKey ?? '' }),
    );
    expect(await store.importJobs.get('no such import')).toBeUndefined();
  });

  it('lets counts grow until the end, which stays', async () => {
    await store.importJobs.claim(job('grows'), marks('grows'));
    await store.importJobs.setRun('grows', 'run-1');
    await store.importJobs.setRun('grows', 'run-2');
    const processing = { status: 'processing', errors: [] } as const;
    await store.importJobs.update('grows', { ...processing, ...counts(2_000, 3) });
    await store.importJobs.update('grows', { ...processing, ...counts(1_000, 1) });
    expect(await store.importJobs.get('grows')).toEqual(
      job('grows', { ...processing, ...counts(2_000, 3), runId: 'run-1' }),
    );
    const errors = [{ line: 42, errors: ['invalid email format', "it's \\ 🚢"] }];
    const end = { status: 'completed', ...counts(3_000, 1), errors } as const;
    await store.importJobs.close('grows', end, '2026-01-21T18:02:15.000Z');
    await store.importJobs.close('grows', { ...end, status: 'failed' }, '2026-01-22T00:00:00.000Z');
    await store.importJobs.update('grows', { ...processing, ...counts(9_000, 0) });
    expect(await store.importJobs.get('grows')).toEqual(
      job('grows', { ...end, runId: 'run-1', completedAt: '2026-01-21T18:02:15.000Z' }),
    );
    expect((await store.importJobs.open()).map(({ id }) => id)).not.toContain('grows');
  });

  it('is read by SQL in the words of seed 001', async () => {
    const columns =
      'idempotency_key, resource_type, format, file_path, status, total_records, processed_count, success_count, fail_count, errors';
    const row = await server.query(`SELECT ${columns} FROM imports.import_jobs WHERE id = 'grows'`);
    expect(row.split(/[\t|]/).slice(0, 9)).toEqual([
      'key of grows',
      'users',
      'csv',
      '/data/uploads/grows.csv',
      'completed',
      '3000',
      '3000',
      '2999',
      '1',
    ]);
    const times = 'count(created_at), count(updated_at), count(completed_at)';
    const counted = await server.query(`SELECT ${times} FROM imports.import_jobs WHERE id = 'grows'`);
    expect(counted.split(/[\t|]/)).toEqual(['1', '1', '1']);
  });

  it('lists the newest first, by pages, and forgets those that ended long ago', async () => {
    for (const n of [1, 2, 3]) {
      await store.importJobs.claim(job(`page-${n}`, { createdAt: `2026-02-0${n}T00:00:00.000Z` }), marks(`page-${n}`));
    }
    const page = await store.importJobs.list({ limit: 2, offset: 1 });
    expect([page.jobs.map(({ id }) => id), page.total]).toEqual([['page-2', 'page-1'], 5]);
    await store.prune('2026-03-01T00:00:00.000Z');
    expect(await store.importJobs.get('grows')).toBeUndefined();
    expect((await store.importJobs.list({ limit: 1, offset: 0 })).total).toBe(4);
  });

  it('keeps requests for people who read SQL, until they are old', async () => {
    const request = {
      requestId: 'q-1',
      endpoint: '/v1/imports/{job_id}',
      method: 'GET',
      status: 200,
      durationMs: 12.4,
      rows: 10_000,
      errors: 250,
      at: '2026-01-21T18:02:16.000Z',
    };
    await store.apiMetrics.add([]);
    await store.apiMetrics.add([
      request,
      ...Array.from({ length: 2_500 }, () => ({ ...request, at: '2025-01-01T00:00:00.000Z' })),
    ]);
    const query = `SELECT request_id, endpoint, method, status_code, duration_ms, rows_processed, errors FROM imports.api_metrics WHERE timestamp > '2026-01-01'`;
    expect((await server.query(query)).split(/[\t|]/)).toEqual([
      'q-1',
      '/v1/imports/{job_id}',
      'GET',
      '200',
      '12',
      '10000',
      '250',
    ]);
    await store.apiMetrics.prune('2026-01-01T00:00:00.000Z');
    expect(await server.query('SELECT count(*) FROM imports.api_metrics')).toBe('1');
  });
});
