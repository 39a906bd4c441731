import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import type { MadeArchives } from '../support/make-archives.js';
import type { HistoryEvent, Portal } from '../support/portal.js';
import { startPortal } from '../support/portal.js';
import type { Block } from '../support/portal-config.js';
import type { ReaderSession } from '../support/reader-session.js';
import { measureReader, openReader } from '../support/reader-session.js';
import { onMysql } from '../support/target-server.js';
import type { ProductProcess } from '../support/worker-process.js';

const LOCK_TIMEOUT_MS = 2_000;

let portal: Portal;
let worker: ProductProcess;
let archives: MadeArchives;
let blocker: ReaderSession;

beforeAll(async () => {
  portal = await startPortal({
    generalLog: true,
    change: { import: { publish: { lock_timeout: `${LOCK_TIMEOUT_MS}ms` } } },
  });
  // What `stevedore check` advises, so that the blocker can be named.
  const locks = onMysql
    ? 'GRANT SELECT ON performance_schema.* TO stevedore_publisher'
    : "INSTALL SONAME 'metadata_lock_info'";
  await portal.target.query(`${locks}; GRANT PROCESS ON *.* TO stevedore_publisher`);
  archives = await portal.makeArchives({ scale: 0.01 });
  [worker] = await Promise.all([portal.startWorker(), portal.startServer()]);
  expect(await portal.runEnded(await portal.startRun())).toMatchObject({ status: 'success' });
  blocker = await reader();
});
afterEach(async () => {
  await blocker.query('ROLLBACK');
  const { body } = await portal.get('/api/v1/runs?status=running');
  for (const { run_id: runId } of body['runs'] as { run_id: string }[]) {
    await portal.post(`/api/v1/runs/${runId}/cancel`);
    await portal.runEnded(runId);
  }
});
afterAll(async () => {
  await blocker.end();
  await portal.stop();
});

const reader = () => openReader(portal.target, ['mvdsb', 'portal64_bdw']);

/** An idle transaction that has read one live table. */
const hold = async () => {
  await blocker.query('START TRANSACTION');
  await blocker.query('SELECT COUNT(*) FROM mvdsb.person');
};

interface WaitJson {
  readonly id: number;
  readonly until: string;
  readonly kind: string;
  readonly reason: string;
  readonly blockers: readonly Record<string, unknown>[];
}

/** The wait of a run that is loaded and cannot or may not publish. */
const parked = (runId: string, than = 0) =>
  eventually('a wait to publish', async () => {
    const { body } = await portal.get(`/api/v1/runs/${runId}`);
    const wait = body['wait'] as WaitJson | null;
    if (body['status'] !== 'running') throw new Error(`The run has ended: ${JSON.stringify(body['error'])}`);
    return wait?.kind === 'publish' && wait.id > than ? wait : undefined;
  });

const reconfigure = async (change: Block): Promise<void> => {
  await worker.stop();
  portal.configure(change);
  worker = await portal.startWorker();
};

const scheduled = (history: readonly HistoryEvent[], type: string): number =>
  history.filter((event) => {
    const attributes = event['activityTaskScheduledEventAttributes'] as { activityType?: { name?: string } } | null;
    return attributes?.activityType?.name === type;
  }).length;

const timerSummaries = (history: readonly HistoryEvent[]): string[] =>
  history
    .filter((event) => event['timerStartedEventAttributes'])
    .map((event) => {
      const { summary } = (event['userMetadata'] ?? {}) as { summary?: { data?: Uint8Array } | null };
      return Buffer.from(summary?.data ?? []).toString('utf8');
    });

const live = () => portal.target.query('CHECKSUM TABLE mvdsb.person, portal64_bdw.evaluation');
const staging = () => portal.target.query("SHOW DATABASES LIKE 'imp\\_%'");
const triggers = () =>
  portal.target.query("SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = 'mvdsb' ORDER BY 1");
const logOf = async (runId: string) => JSON.stringify((await portal.get(`/api/v1/runs/${runId}/logs?limit=1000`)).body);

describe('a run whose publish cannot get its locks', () => {
  it('parks with all that it loaded, names the blocker, stops no reader, and publishes when the transaction has ended', async () => {
    const [same, other] = await Promise.all([reader(), reader()]);
    await hold();
    const made = await triggers();
    const stalls = [
      measureReader(same, 'SELECT MAX(id) FROM mvdsb.person'),
      measureReader(other, 'SELECT COUNT(*) FROM portal64_bdw.evaluation'),
    ];
    const runId = await portal.startRun({ force: true });
    const first = await parked(runId);
    expect(first.blockers[0]).toMatchObject({
      id: blocker.id,
      user: 'app',
      host: '127.0.0.1',
      doing: 'idle in transaction',
      table: 'mvdsb.person',
      certain: true,
    });
    expect(first.reason).toMatch(
      new RegExp(
        `connection ${blocker.id} \\(app@127\\.0\\.0\\.1, idle in transaction for \\d+ s, on mvdsb\\.person\\)`,
      ),
    );
    expect((await portal.cli('status', 'import')).stdout).toContain(`connection ${blocker.id} (app@127.0.0.1`);
    const before = portal.target.generalLog().length;
    const second = await parked(runId, first.id);
    expect(Date.parse(second.until) - Date.now()).toBeGreaterThan(5_500);
    expect(await staging()).toContain('imp_mvdsb');
    expect(await triggers()).toBe(made);
    const tried = portal.target.generalLog().slice(before);
    // MariaDB refuses locks at once; on MySQL, where a request would make readers queue, the test reads whether they
    // are free.
    const [renames, looks] = [/RENAME TABLE/g, /performance_schema\.metadata_locks/g].map(
      (what) => tried.match(what)?.length ?? 0,
    );
    expect(onMysql ? looks : renames).toBeGreaterThan(5);
    expect(onMysql ? renames : looks).toBe(0);
    expect(/DROP TRIGGER/.test(tried)).toBe(false);

    await blocker.query('COMMIT');
    expect(await portal.runEnded(runId)).toMatchObject({ status: 'success', attempt: 1, error: null });
    for (const [index, stall] of stalls.entries()) {
      const { reads, longest } = await stall.stop();
      console.log(
        `reader ${index === 0 ? 'of the blocked table' : 'of another table'}: ${reads} reads, longest ${Math.round(longest)} ms`,
      );
      expect(reads).toBeGreaterThan(100);
      expect(longest).toBeLessThan(LOCK_TIMEOUT_MS);
    }
    await Promise.all([same.end(), other.end()]);
    expect(await portal.differences(archives.dumps)).toEqual([]);
    const history = await portal.history(runId);
    expect(scheduled(history, 'proveDatabase')).toBe(2);
    expect(timerSummaries(history)).toContainEqual(
      expect.stringContaining(`connection ${blocker.id} (app@127.0.0.1, idle in transaction`),
    );
    expect(await logOf(runId)).toContain('Parked, loaded and proved: locked by connection');
  });

  it('publishes at once when asked to, and refuses that while it does not wait', async () => {
    await hold();
    const runId = await portal.startRun({ force: true });
    expect(await portal.post(`/api/v1/runs/${runId}/publish-now`)).toMatchObject({
      status: 409,
      body: { code: 'RUN_NOT_WAITING' },
    });
    const first = await parked(runId);
    await parked(runId, first.id);
    await blocker.query('COMMIT');
    expect(await portal.cli('publish-now', 'import')).toMatchObject({ code: 0 });
    expect(await portal.runEnded(runId)).toMatchObject({ status: 'success' });
    expect((await portal.history(runId)).some((event) => event['timerCanceledEventAttributes'])).toBe(true);
    expect(await logOf(runId)).toContain('said publish now');
  });

  it('is cancelled with live untouched and staging dropped', async () => {
    await hold();
    const was = await live();
    const runId = await portal.startRun({ force: true });
    await parked(runId);
    expect((await portal.post(`/api/v1/runs/${runId}/cancel`, { by: 'operator' })).status).toBe(202);
    expect(await portal.runEnded(runId)).toMatchObject({ status: 'cancelled' });
    expect(await live()).toBe(was);
    expect(await staging()).toBe('');
  });

  it('survives its worker, and is published without being loaded again', async () => {
    await hold();
    const runId = await portal.startRun({ force: true });
    await parked(runId);
    await worker.kill9();
    const { body } = await portal.get(`/api/v1/runs/${runId}`);
    expect(body['wait']).toMatchObject({ kind: 'publish', blockers: [{ id: blocker.id }] });
    await blocker.query('COMMIT');
    worker = await portal.startWorker();
    expect(await portal.runEnded(runId)).toMatchObject({ status: 'success', attempt: 1 });
    const history = await portal.history(runId);
    expect(scheduled(history, 'proveDatabase')).toBe(2);
    expect(scheduled(history, 'fetchArchive')).toBe(2);
    expect(await portal.differences(archives.dumps)).toEqual([]);
  });

  it('fails at its deadline with live untouched and staging dropped, and does not import again', async () => {
    await reconfigure({ import: { publish: { deadline: '4s' } } });
    await hold();
    const was = await live();
    const runId = await portal.startRun({ force: true });
    const run = await portal.runEnded(runId);
    expect(run).toMatchObject({ status: 'failed', attempt: 1, error: { code: 'PUBLISH_DEADLINE_EXCEEDED' } });
    expect(JSON.stringify(run['error'])).toContain(`connection ${blocker.id} (app@127.0.0.1`);
    expect(await live()).toBe(was);
    expect(await staging()).toBe('');
    expect(scheduled(await portal.history(runId), 'proveDatabase')).toBe(2);
  });
});

describe('a run that still asks for its locks', () => {
  it('names the blocker in the API, the status and the output of run --wait, and not who only sleeps', async () => {
    await reconfigure({ import: { publish: { lock_timeout: '60s' } } });
    const sleeper = await reader();
    const asleep = sleeper.query('SELECT SLEEP(60)').catch(() => undefined);
    await hold();
    const following = portal.cli('run', 'import', '--wait', '--force');
    const detail = await eventually('the blocker beside the publish', async () => {
      const { body } = await portal.get('/api/v1/runs?status=running');
      const [run] = body['runs'] as { wait: unknown; activities: { type: string; detail: string | null }[] }[];
      expect(run?.wait ?? null).toBeNull();
      return run?.activities.find(({ type }) => type === 'publish')?.detail ?? undefined;
    });
    const named = new RegExp(
      `^locked by connection ${blocker.id} \\(app@127\\.0\\.0\\.1, idle in transaction for \\d+ s, on mvdsb\\.person\\)$`,
    );
    expect(detail).toMatch(named);
    expect((await portal.cli('status', 'import')).stdout).toContain(
      `publishing  locked by connection ${blocker.id} (app@127.0.0.1`,
    );
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    await blocker.query('COMMIT');
    const { code, stderr } = await following;
    expect(code, stderr).toBe(0);
    expect(stderr).toContain(`publishing  locked by connection ${blocker.id} (app@127.0.0.1`);
    await portal.target.query(`KILL ${sleeper.id}`);
    await asleep;
  });
});

describe('a run that may not publish yet', () => {
  it('waits for approval, which `proceed` gives as well', async () => {
    await reconfigure({ import: { publish: { approval: 'required' } } });
    const runId = await portal.startRun({ force: true });
    const wait = await parked(runId);
    expect(wait).toMatchObject({ kind: 'publish', reason: 'approval: say publish-now', blockers: [] });
    expect((await portal.post(`/api/v1/runs/${runId}/publish-now`, { by: 'chief' })).status).toBe(202);
    expect(await portal.runEnded(runId)).toMatchObject({ status: 'success' });
    expect(await logOf(runId)).toContain('Approved by chief');

    const next = await portal.startRun({ force: true });
    await parked(next);
    expect((await portal.post(`/api/v1/runs/${next}/proceed`, { by: 'chief' })).status).toBe(202);
    expect(await portal.runEnded(next)).toMatchObject({ status: 'success' });
  });

  it('waits for its window to open, unless publish-now is sent', async () => {
    // Read once: the hour may change while the test runs.
    const now = new Date().getUTCHours();
    const hour = (more: number) => `${String((now + more) % 24).padStart(2, '0')}:00`;
    await reconfigure({ import: { schedule_timezone: 'UTC', publish: { window: `${hour(3)}-${hour(5)}` } } });
    const runId = await portal.startRun({ force: true });
    const { reason } = await parked(runId);
    expect(reason).toBe(`publish.window ${hour(3)}-${hour(5)} (UTC) opens at ${reason.slice(-24)}`);
    expect(reason.slice(-24)).toMatch(new RegExp(`T${hour(3)}:00\\.000Z$`));
    expect((await portal.post(`/api/v1/runs/${runId}/publish-now`, { by: 'chief' })).status).toBe(202);
    expect(await portal.runEnded(runId)).toMatchObject({ status: 'success' });
    expect(await logOf(runId)).toContain('chief said publish now, outside the window');
  });
});

describe('guards', () => {
  it('stop a run and report all that they found; the same run with its guards overridden is published, and the record says who did it', async () => {
    await reconfigure({});
    await portal.makeArchives({ scale: 0.008, date: '20260302' });
    const runId = await portal.startRun();
    const run = await portal.runEnded(runId);
    expect(run).toMatchObject({ status: 'failed', attempt: 1, error: { code: 'GUARD_FAILED' } });
    const { message } = run['error'] as { message: string };
    const found = [...message.matchAll(/(\w+) "([\w.]+)": /g)].map(([, guard, table]) => `${guard} ${table}`);
    expect(found.length).toBeGreaterThan(1);
    const log = await logOf(runId);
    for (const finding of found) expect(log).toContain(`Guard ${finding.replace(' ', ' \\"')}`);
    expect(await staging()).toBe('');

    expect(await portal.post('/api/v1/runs', { pipeline: 'import', override_guards: ['shrinking'] })).toMatchObject({
      status: 400,
      body: { code: 'REQUEST_INVALID' },
    });
    expect(await portal.cli('run', 'import', '--override-guard', 'shrinking')).toMatchObject({ code: 2 });

    const guards = [...new Set(found.map((finding) => finding.split(' ')[0] ?? ''))];
    const flags = guards.flatMap((guard) => ['--override-guard', guard]);
    const again = await portal.cli('run', 'import', '--wait', ...flags);
    expect(again).toMatchObject({ code: 0 });
    const published = /[0-9a-f-]{36}/.exec(again.stdout)?.[0] ?? '';
    expect(await logOf(published)).toMatch(/overridden for this run by \w+/);
  });
});
