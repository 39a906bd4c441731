import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PROCEED_SIGNAL, PUBLISH_NOW_SIGNAL } from '../../src/contracts/temporal-names.js';
import { eventually } from '../support/eventually.js';
import type { LoadMeter } from '../support/load-meter.js';
import { startLoadMeter } from '../support/load-meter.js';
import type { HistoryEvent, Portal } from '../support/portal.js';
import { startPortal } from '../support/portal.js';
import type { ReaderSession } from '../support/reader-session.js';
import { openReader } from '../support/reader-session.js';
import type { ProductProcess } from '../support/worker-process.js';

let portal: Portal;
let meter: LoadMeter;
let worker: ProductProcess;
let blocker: ReaderSession;

beforeAll(async () => {
  meter = await startLoadMeter();
  const load_check = {
    enabled: true,
    metrics_url: meter.url,
    delay_duration: '1s',
    max_delays: 3,
    load_threshold: 100,
  };
  portal = await startPortal({ change: { import: { load_check, publish: { lock_timeout: '3s' } } } });
  await portal.makeArchives({ scale: 0.01 });
  [worker] = await Promise.all([portal.startWorker(), portal.startServer()]);
  expect(await portal.runEnded(await portal.startRun())).toMatchObject({ status: 'success' });
  blocker = await openReader(portal.target, ['mvdsb']);
});
afterEach(async () => {
  meter.report(0);
  await blocker.query('ROLLBACK');
  const { body } = await portal.get('/api/v1/runs?status=running');
  for (const { run_id: runId } of body['runs'] as { run_id: string }[]) {
    await portal.post(`/api/v1/runs/${runId}/cancel`);
    await portal.runEnded(runId);
  }
});
afterAll(async () => {
  await blocker?.end();
  await portal.stop();
  await meter.stop();
});

/** An idle transaction that has read one live table: no publish gets its locks. */
const hold = async () => {
  await blocker.query('START TRANSACTION');
  await blocker.query('SELECT COUNT(*) FROM mvdsb.person');
};
const signal = (runId: string, name: string, ...sent: unknown[]) =>
  portal.client.workflow.getHandle('dump-import/import', runId).signal(name, ...sent);
const show = async (runId: string) => (await portal.get(`/api/v1/runs/${runId}`)).body;
const waitOf = (runId: string, kind: string, than = 0) =>
  eventually('a wait', async () => {
    const { wait, status, error } = await show(runId);
    if (status !== 'running') throw new Error(`The run has ended: ${JSON.stringify(error)}`);
    const { id, kind: its } = (wait ?? { id: 0 }) as { id: number; kind?: string };
    return its === kind && id > than ? id : undefined;
  });
/** A try of the publish has begun. */
const trying = (runId: string) =>
  eventually('a try to publish', async () => {
    const { wait, activities } = await show(runId);
    return wait === null && (activities as { type: string }[]).some(({ type }) => type === 'publish')
      ? true
      : undefined;
  });
const logOf = async (runId: string) =>
  ((await portal.get(`/api/v1/runs/${runId}/logs?limit=1000`)).body['logs'] as { message: string }[]).map(
    ({ message }) => message,
  );

/** What matters of a history: each wait, and what was done and said between them. */
const courseOf = async (runId: string, activity: string): Promise<string> =>
  (await portal.history(runId)).flatMap((event) => nameOf(event, activity)).join(' ');
const nameOf = (event: HistoryEvent, activity: string): string[] => {
  const scheduled = event['activityTaskScheduledEventAttributes'] as { activityType?: { name?: string } } | null;
  if (scheduled?.activityType?.name === activity) return ['try'];
  if (event['timerStartedEventAttributes']) return ['wait'];
  return event['workflowExecutionSignaledEventAttributes'] ? ['told'] : [];
};

describe('publish-now that comes during a try to publish', () => {
  it('makes the next try follow at once, once, in the first try as in later ones', async () => {
    await hold();
    const runId = await portal.startRun({ force: true });
    await trying(runId);
    expect(await portal.post(`/api/v1/runs/${runId}/publish-now`, { by: 'anna' })).toMatchObject({
      status: 202,
      body: { wait_id: null, message: expect.stringContaining('once more at once') as string },
    });
    const first = await waitOf(runId, 'publish');
    expect(await courseOf(runId, 'publish')).toBe('try told try wait');
    await waitOf(runId, 'publish', first);
    await blocker.query('ROLLBACK');
    expect((await portal.cli('publish-now', 'import')).code).toBe(0);
    expect(await portal.runEnded(runId)).toMatchObject({ status: 'success', attempt: 1 });
    expect(await courseOf(runId, 'publish')).toBe('try told try wait try wait told try');
    expect(await logOf(runId)).toContain('anna said publish now');
  });

  it('counts although it names the wait that has just ended by itself; a second one for the same wait changes nothing', async () => {
    await hold();
    const runId = await portal.startRun({ force: true });
    const first = await waitOf(runId, 'publish');
    await trying(runId);
    await signal(runId, PUBLISH_NOW_SIGNAL, { by: 'anna', waitId: first });
    const second = await waitOf(runId, 'publish', first);
    expect(await courseOf(runId, 'publish')).toBe('try wait try told try wait');
    // It was answered; and it is not for the wait that is open now.
    await signal(runId, PUBLISH_NOW_SIGNAL, { by: 'ben', waitId: first });
    await worker.kill9();
    worker = await portal.startWorker();
    await waitOf(runId, 'publish', second);
    expect(await courseOf(runId, 'publish')).toBe('try wait try told try wait told try wait');
    expect(await logOf(runId)).not.toContain('ben said publish now');
  });

  it('is for the wait that is open where that has begun meanwhile', async () => {
    await hold();
    const runId = await portal.startRun({ force: true });
    const first = await waitOf(runId, 'publish');
    await waitOf(runId, 'publish', first);
    await blocker.query('ROLLBACK');
    await signal(runId, PUBLISH_NOW_SIGNAL, { by: 'anna', waitId: first });
    expect(await portal.runEnded(runId, 8_000)).toMatchObject({ status: 'success' });
    expect(await courseOf(runId, 'publish')).toBe('try wait try wait told try');
  });

  it('ends the wait also if it comes from a tool of Temporal that sends no name', async () => {
    await hold();
    const runId = await portal.startRun({ force: true });
    await waitOf(runId, 'publish');
    await blocker.query('ROLLBACK');
    await signal(runId, PUBLISH_NOW_SIGNAL);
    expect(await portal.runEnded(runId)).toMatchObject({ status: 'success' });
    expect(await logOf(runId)).toContain('somebody said publish now');
  });
});

describe('a cancel during a try to publish', () => {
  it('ends the run as cancelled, with live untouched and staging dropped', async () => {
    const live = () => portal.target.query('CHECKSUM TABLE mvdsb.person, portal64_bdw.evaluation');
    const was = await live();
    await hold();
    const runId = await portal.startRun({ force: true });
    await trying(runId);
    expect((await portal.post(`/api/v1/runs/${runId}/cancel`, { by: 'operator' })).status).toBe(202);
    expect(await portal.runEnded(runId)).toMatchObject({ status: 'cancelled' });
    expect(await live()).toBe(was);
    expect(await portal.target.query("SHOW DATABASES LIKE 'imp\\_%'")).toBe('');
  });
});

describe('proceed that comes while a busy target is measured again', () => {
  it('ends the next wait for it at once, where it names the one that has just ended', async () => {
    meter.report(500);
    const runId = await portal.startRun({ force: true });
    const first = await waitOf(runId, 'load');
    const release = meter.hold();
    const asked = meter.asked();
    await eventually('the next measure', () => (meter.asked() > asked ? true : undefined));
    await signal(runId, PROCEED_SIGNAL, { by: 'anna', waitId: first });
    release();
    expect(await portal.runEnded(runId)).toMatchObject({ status: 'success' });
    expect(await logOf(runId)).toContain('Going on although busy: anna said proceed');
  });
});

describe('what is asked before a worker has taken the run', () => {
  it('refuses proceed and publish-now, and keeps a cancel', async () => {
    await worker.stop();
    const runId = await portal.startRun({ force: true });
    expect((await portal.post(`/api/v1/runs/${runId}/proceed`)).status).toBe(409);
    expect((await portal.post(`/api/v1/runs/${runId}/publish-now`)).status).toBe(409);
    await signal(runId, PUBLISH_NOW_SIGNAL, { by: 'anna' });
    expect((await portal.post(`/api/v1/runs/${runId}/cancel`, { by: 'operator' })).status).toBe(202);
    worker = await portal.startWorker();
    expect(await portal.runEnded(runId)).toMatchObject({
      status: 'cancelled',
      error: { code: 'CANCELLED', message: 'cancelled by operator' },
    });
    const { body } = await portal.get('/api/v1/runs?limit=1');
    expect((body['runs'] as object[])[0]).toMatchObject({ run_id: runId, status: 'cancelled' });
  });
});
