import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/contracts/runs/run-record.js';
import type { Store } from '../../src/store/store.js';
import { STORE_SERVERS } from '../support/store-server.js';
import type { StoreServer } from '../support/store-server.js';
import { openStore } from './open-store.js';

describe.each(STORE_SERVERS)('the retention of the store on %s', (_name, start) => {
  let server: StoreServer;
  let store: Store;

  beforeAll(async () => {
    server = await start();
    store = await openStore(server, 'prune');
    await store.migrate();
  });
  afterAll(async () => {
    await store.close();
    await server.stop();
  });

  const open = async (runId: string, startedAt: string, more: Partial<RunRecord> = {}) => {
    await store.runs.open({
      runId,
      kind: 'dump-import',
      pipeline: 'import',
      workflowId: 'dump-import/import',
      trigger: 'api',
      startedBy: 'test',
      startedAt: `${startedAt}T02:00:00.000Z`,
      completedAt: `${startedAt}T02:10:00.000Z`,
      status: 'success',
      attempts: 1,
      warnings: [],
      ...more,
    });
    const line = { timestamp: `${startedAt}T02:00:01.000Z`, level: 'INFO', step: 'import', message: 'x' } as const;
    await store.logs.append(runId, 1, [line, line]);
  };
  const left = async () => {
    const { runs } = await store.runs.list();
    return runs.map(({ runId }) => runId).sort();
  };

  it('runs past their retention are deleted with their lines, except the latest of each pipeline and those to keep', async () => {
    await open('old-1', '2026-01-01');
    await open('old-2', '2026-01-02', { status: 'not_started' });
    await open('never-closed', '2026-01-03', {
      status: 'running',
      completedAt: undefined,
    } as unknown as Partial<RunRecord>);
    await open('still-open', '2026-01-04', {
      status: 'running',
      completedAt: undefined,
    } as unknown as Partial<RunRecord>);
    await open('ended-later', '2026-01-05', { completedAt: '2026-06-01T00:00:00.000Z' });
    await open('latest', '2026-01-06');
    await open('latest-of-another', '2026-01-01', { pipeline: 'other' });
    await open('not-started-after', '2026-01-02', { pipeline: 'other', status: 'not_started' });
    expect(await store.prune('2026-03-01T00:00:00.000Z', ['still-open'])).toBe(4);
    expect(await left()).toEqual(['ended-later', 'latest', 'latest-of-another', 'still-open']);
    expect(await server.query('SELECT DISTINCT run_id FROM prune.log_lines ORDER BY run_id')).toBe(
      (await left()).join('\n'),
    );
    expect(await store.prune('2026-03-01T00:00:00.000Z', ['still-open'])).toBe(0);
  });

  it('that nothing was imported is known as told for a year more than other notifications', async () => {
    const tell = (id: string, event: 'failed' | 'nothing_imported', createdAt: string) =>
      store.notifications.add({
        ...{ id, event, createdAt, receiver: 'ops', subject: id, pipeline: 'import' },
        body: { type: `run.${event}`, timestamp: createdAt, data: { text: 'x' } },
      });
    await tell('msg_failed', 'failed', '2026-01-01T00:00:00.000Z');
    await tell('msg_stalled', 'nothing_imported', '2026-01-01T00:00:00.000Z');
    await tell('msg_long_stalled', 'nothing_imported', '2025-01-01T00:00:00.000Z');
    await store.prune('2026-03-01T00:00:00.000Z', []);
    expect((await store.notifications.list()).notifications.map(({ id }) => id)).toEqual(['msg_stalled']);
  });

  it('audit entries and revoked keys go with the runs of their time', async () => {
    const entry = { by: 'ci', role: 'operator', action: 'startRun', outcome: 'done', status: 202 } as const;
    await store.audit.add({ ...entry, id: 'old', at: '2026-01-01T00:00:00.000Z' });
    await store.audit.add({ ...entry, id: 'new', at: '2026-04-01T00:00:00.000Z' });
    const key = { role: 'viewer', createdAt: '2025-01-01T00:00:00.000Z', createdBy: 'test' } as const;
    for (const id of ['in-use', 'revoked-long-ago', 'revoked']) await store.keys.add({ ...key, id, name: id }, id);
    await store.keys.revoke('revoked-long-ago', '2026-01-01T00:00:00.000Z', 'test');
    await store.keys.revoke('revoked', '2026-04-01T00:00:00.000Z', 'test');
    await store.prune('2026-03-01T00:00:00.000Z', ['still-open']);
    expect((await store.audit.list()).entries.map(({ id }) => id)).toEqual(['new']);
    expect((await store.keys.list()).map(({ id }) => id).sort()).toEqual(['in-use', 'revoked']);
  });

  it('as many as there are, each with as many lines as it has', async () => {
    const rows = Array.from(
      { length: 250 },
      (_, i) => `('many-${i}', 'many', 'w', 'schedule', 't', '2025-01-01', '2025-01-01', 'success', 1, '[]')`,
    );
    await server.query(
      `INSERT INTO prune.runs (run_id, pipeline, workflow_id, started_by_trigger, started_by, started_at, completed_at, status, attempts, warnings)
        VALUES ${rows.join()}, ('now', 'many', 'w', 'schedule', 't', '2026-02-01', '2026-02-01', 'success', 1, '[]')`,
    );
    const lines = Array.from({ length: 1_500 }, (_, i) => `('${i}', 'many-7', 1, '2025-01-01', 'INFO', 'import', 'x')`);
    await server.query(
      `INSERT INTO prune.log_lines (line_id, run_id, attempt, ts, level, step, message) VALUES ${lines.join()}`,
    );
    for (let n = 1_500; n < 12_000; n *= 2) {
      await server.query(`INSERT INTO prune.log_lines (line_id, run_id, attempt, ts, level, step, message)
        SELECT CONCAT(line_id, '-', ${n}), run_id, attempt, ts, level, step, message FROM prune.log_lines WHERE run_id = 'many-7'`);
    }
    expect(await store.prune('2026-01-01T00:00:00.000Z')).toBe(250);
    expect(await server.query("SELECT COUNT(*) FROM prune.log_lines WHERE run_id LIKE 'many%'")).toBe('0');
  });
});
