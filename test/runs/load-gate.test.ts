import { defaultPayloadConverter } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import type { LoadMeter } from '../support/load-meter.js';
import { startLoadMeter } from '../support/load-meter.js';
import type { HistoryEvent, Portal } from '../support/portal.js';
import { startPortal } from '../support/portal.js';
import type { ProductProcess } from '../support/worker-process.js';

let portal: Portal;
let meter: LoadMeter;
let worker: ProductProcess;

const gate = (delay: string, delays: number) => ({
  import: {
    load_check: {
      enabled: true,
      metrics_url: meter.url,
      delay_duration: delay,
      max_delays: delays,
      load_threshold: 100,
    },
  },
});

beforeAll(async () => {
  meter = await startLoadMeter();
  portal = await startPortal({ change: gate('1h', 3) });
  await portal.makeArchives();
  [worker] = await Promise.all([portal.startWorker(), portal.startServer()]);
});
afterAll(async () => {
  await portal.stop();
  await meter.stop();
});

/** The reasons of the timers in a history, as the Web UI shows them. */
const timerReasons = (history: readonly HistoryEvent[]): string[] =>
  history
    .filter((event) => event['timerStartedEventAttributes'])
    .flatMap((event) => {
      const { summary } = (event['userMetadata'] ?? {}) as {
        summary?: Parameters<typeof defaultPayloadConverter.fromPayload>[0];
      };
      return summary ? [defaultPayloadConverter.fromPayload<string>(summary)] : [];
    });

describe('a run whose target is busy', () => {
  it('waits on a timer that says why, until somebody says proceed', async () => {
    meter.report(140);
    const runId = await portal.startRun();
    const wait = await eventually('the wait', async () => {
      const { body } = await portal.get(`/api/v1/runs/${runId}`);
      return body['wait'] === null ? undefined : (body['wait'] as { id: number; reason: string; until: string });
    });
    expect(wait.reason).toMatch(/busy: concurrent requests 140 above 100/);
    expect(Date.parse(wait.until) - Date.now()).toBeGreaterThan(3_500_000);
    expect((await portal.get('/api/v1/import/status')).body).toMatchObject({
      status: 'running',
      current_step: 'checking_load',
    });
    expect(timerReasons(await portal.history(runId))).toContainEqual(
      expect.stringContaining('busy: concurrent requests 140 above 100'),
    );

    expect((await portal.post(`/api/v1/runs/${runId}/proceed`, { by: 'operator', wait_id: wait.id + 1 })).status).toBe(
      409,
    );
    expect((await portal.post(`/api/v1/runs/${runId}/proceed`, { by: 'operator' })).status).toBe(202);
    expect(await portal.runEnded(runId)).toMatchObject({ status: 'success' });
    const { body } = await portal.get(`/api/v1/runs/${runId}/logs`);
    const messages = (body['logs'] as { message: string }[]).map(({ message }) => message);
    expect(messages).toContain('Going on although busy: operator said proceed');
    expect((await portal.post(`/api/v1/runs/${runId}/proceed`)).status).toBe(409);
  });

  it('outlives a worker that is killed while it waits', async () => {
    const runId = await portal.startRun({ force: true });
    await eventually('the wait', async () => (await portal.get(`/api/v1/runs/${runId}`)).body['wait'] ?? undefined);
    await worker.kill9();
    expect((await portal.get(`/api/v1/runs/${runId}`)).body['wait']).toMatchObject({ kind: 'load' });
    expect((await portal.post(`/api/v1/runs/${runId}/proceed`)).status).toBe(202);
    worker = await portal.startWorker();
    expect(await portal.runEnded(runId)).toMatchObject({ status: 'success' });
  });

  it('fails with the words of its first users when it stays busy, measuring once after the last delay', async () => {
    await worker.stop();
    portal.configure(gate('50ms', 3));
    worker = await portal.startWorker();
    const asked = meter.asked();
    const run = await portal.cli('run', 'import', '--wait', '--force', '--json');
    expect(run.code).toBe(1);
    expect(JSON.parse(run.stdout)).toMatchObject({
      status: 'failed',
      error: { code: 'LOAD_GATE_GAVE_UP', message: 'max delays exceeded, API still under heavy load' },
    });
    expect(meter.asked() - asked).toBe(4);
    const { body } = await portal.get('/api/v1/import/status');
    expect(body).toMatchObject({ status: 'failed', error: 'max delays exceeded, API still under heavy load' });
  });

  it('continues by itself when the target has become quiet', async () => {
    await worker.stop();
    portal.configure(gate('500ms', 1_000));
    worker = await portal.startWorker();
    const runId = await portal.startRun({ force: true });
    await eventually('the wait', async () => (await portal.get(`/api/v1/runs/${runId}`)).body['wait'] ?? undefined);
    meter.report(10);
    expect(await portal.runEnded(runId)).toMatchObject({ status: 'success' });
  });
});
