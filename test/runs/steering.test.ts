import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import type { Portal } from '../support/portal.js';
import { startPortal } from '../support/portal.js';
import type { ProductProcess } from '../support/worker-process.js';
import { SECOND_AT_LOAD_MS } from '../support/second-at-load.js';

let portal: Portal;
let worker: ProductProcess;

beforeAll(async () => {
  portal = await startPortal();
  await portal.makeArchives();
  [worker] = await Promise.all([portal.startWorker(), portal.startServer()]);
});
afterAll(() => portal.stop());

/** Holds the load at its first rows until the returned function is called. */
const holdLoad = () => {
  let release: () => void = () => undefined;
  const until = new Promise<void>((resolve) => (release = resolve));
  const held = new Promise<void>((resolve) => {
    portal.mysqlProxy.setHooks({
      onQuery: (sql, { user }) => {
        if (user !== 'stevedore_loader' || !sql.startsWith('LOAD DATA LOCAL')) return 'forward';
        resolve();
        return { hold: until };
      },
    });
  });
  return {
    held,
    release: () => {
      portal.mysqlProxy.setHooks({});
      release();
    },
  };
};

describe('a run that is under way', () => {
  it('is named when a second start gets 409; a scheduled start ends quietly and is found in the store', async () => {
    const load = holdLoad();
    const runId = await portal.startRun();
    await load.held;
    const second = await portal.post('/api/v1/import/start');
    expect(second.status).toBe(409);
    expect(JSON.stringify(second.body)).toContain(runId);
    expect((await portal.post('/api/v1/runs', { pipeline: 'import' })).status).toBe(409);

    await portal.client.schedule.getHandle('dump-import/import').trigger();
    const notStarted = await eventually('a run', async () => {
      const { body } = await portal.get('/api/v1/runs?status=not_started');
      return (body['runs'] as Record<string, unknown>[])[0];
    });
    expect(notStarted).toMatchObject({ status: 'not_started', trigger: 'schedule', reason: 'already_running' });
    load.release();
    expect(await portal.runEnded(runId)).toMatchObject({ status: 'success' });
  });

  it('answers status and logs within a second while its worker is stopped, with every field', async () => {
    const load = holdLoad();
    const runId = await portal.startRun({ force: true });
    await load.held;
    worker.signal('SIGSTOP');
    try {
      const started = performance.now();
      const { status, body } = await portal.get('/api/v1/import/status');
      expect(performance.now() - started).toBeLessThan(SECOND_AT_LOAD_MS);
      expect(status).toBe(200);
      expect(Object.keys(body).sort()).toEqual(FIELDS);
      expect(body).toMatchObject({ status: 'running', error: null });
      expect(body['current_step']).toMatch(/^(downloading|extracting|importing_database_)/);
      const before = performance.now();
      const logs = await portal.get('/api/v1/import/logs');
      expect(performance.now() - before).toBeLessThan(SECOND_AT_LOAD_MS);
      expect((logs.body['logs'] as unknown[]).length).toBeGreaterThan(3);
    } finally {
      worker.signal('SIGCONT');
      load.release();
    }
    expect(await portal.runEnded(runId)).toMatchObject({ status: 'success' });
  });

  it('answers status and logs within a second when no worker runs at all, and continues when one is back', async () => {
    await worker.kill9();
    const runId = await portal.startRun({ force: true });
    const started = performance.now();
    const { body } = await portal.get('/api/v1/import/status');
    expect(performance.now() - started).toBeLessThan(SECOND_AT_LOAD_MS);
    expect(Object.keys(body).sort()).toEqual(FIELDS);
    expect(body).toMatchObject({ status: 'running', current_step: 'initialization', progress: 0 });
    const before = performance.now();
    expect((await portal.get('/api/v1/import/logs')).status).toBe(200);
    expect(performance.now() - before).toBeLessThan(SECOND_AT_LOAD_MS);
    worker = await portal.startWorker();
    expect(await portal.runEnded(runId)).toMatchObject({ status: 'success' });
  });

  it('is cancelled with its staging and files removed, and the live data stays', async () => {
    const load = holdLoad();
    const runId = await portal.startRun({ force: true });
    await load.held;
    const live = await portal.target.query('CHECKSUM TABLE mvdsb.person');
    expect((await portal.post(`/api/v1/runs/${runId}/cancel`, { by: 'operator' })).status).toBe(202);
    load.release();
    expect(await portal.runEnded(runId)).toMatchObject({ status: 'cancelled' });
    expect(await portal.target.query('CHECKSUM TABLE mvdsb.person')).toBe(live);
    expect(await portal.target.query("SHOW DATABASES LIKE 'imp\\_%'")).toBe('');
  });
});

describe('the schedule', () => {
  it('starts a run when its own trigger is pulled', async () => {
    const before = await newest();
    await portal.client.schedule.getHandle('dump-import/import').trigger();
    const run = await eventually('a run', async () => {
      const found = await newest();
      return found?.['run_id'] === before?.['run_id'] ? undefined : found;
    });
    expect(await portal.runEnded(String(run['run_id']))).toMatchObject({ status: 'skipped', trigger: 'schedule' });
  });

  it('follows the configuration when the worker starts again, and fires when its time has come', async () => {
    await worker.stop();
    const before = await newest();
    // Soon, and within a minute where the worker takes longer to start.
    portal.configure({ import: { schedule: `${new Date(Date.now() + 15_000).getSeconds()} * * * * *` } });
    worker = await portal.startWorker();
    const run = await eventually(
      'a run',
      async () => {
        const found = await newest();
        return found?.['run_id'] === before?.['run_id'] ? undefined : found;
      },
      75_000,
    );
    expect(await portal.runEnded(String(run['run_id']))).toMatchObject({ status: 'skipped', trigger: 'schedule' });
  });
});

const newest = async (): Promise<Record<string, unknown> | undefined> => {
  const { body } = await portal.get('/api/v1/runs?limit=20');
  return (body['runs'] as Record<string, unknown>[]).find(({ status }) => status !== 'not_started');
};

const FIELDS = [
  'alerts',
  'completed_at',
  'current_step',
  'error',
  'files_info',
  'last_success',
  'max_retries',
  'next_scheduled',
  'progress',
  'retry_count',
  'skip_reason',
  'started_at',
  'status',
  'warnings',
];
