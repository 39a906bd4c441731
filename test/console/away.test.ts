import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import type { Portal } from '../support/portal.js';
import { startPortal } from '../support/portal.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';
import type { TemporalServer } from '../support/temporal-server.js';
import { startTemporal } from '../support/temporal-server.js';
import type { OpenConsole } from './open-console.js';
import { openConsole } from './open-console.js';

const PASSWORD = 'canary-store-4711';

type Json = Record<string, unknown>;
interface Away {
  readonly name: string;
  readonly since: string;
  readonly still_works: string;
}

/** Temporal and the store note the same moment some milliseconds apart. */
const timeless = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value), (key, part: unknown) =>
    /^(?:started|completed)_at$/.test(key) ? typeof part : part,
  ) as T;

describe('every window, while something is away', () => {
  let portal: Portal;
  let postgres: PostgresServer;
  let temporal: TemporalServer | undefined;
  let browser: OpenConsole;
  let runId: string;

  beforeAll(async () => {
    [portal, postgres] = await Promise.all([startPortal(), startPostgres()]);
    await postgres.query(`CREATE ROLE keeper LOGIN PASSWORD '${PASSWORD}'`);
    await postgres.query('CREATE DATABASE records OWNER keeper');
    portal.configure({ store: { url: `postgres://keeper:${PASSWORD}@127.0.0.1:${postgres.port}/records` } });
    await portal.makeArchives();
    await Promise.all([portal.startWorker(), portal.startServer()]);
    runId = await portal.startRun();
    expect(await portal.runEnded(runId)).toMatchObject({ status: 'success' });
    browser = await openConsole(portal.apiUrl);
    await browser.page.goto(`${portal.apiUrl}/`);
  });
  afterAll(async () => {
    await browser?.close();
    await portal?.stop();
    await temporal?.stop();
    await postgres?.stop();
  });

  const body = async (path: string): Promise<Json> => (await portal.get(path)).body;
  /** What must be the same whoever has forgotten the run. */
  const remembered = async () => {
    const [status, logs, run, report, log, { pipelines }] = await Promise.all([
      body('/api/v1/import/status'),
      body('/api/v1/import/logs?limit=500'),
      body(`/api/v1/runs/${runId}`),
      body(`/api/v1/runs/${runId}/report`),
      body(`/api/v1/runs/${runId}/logs`),
      body('/api/v1/pipelines'),
    ]);
    const { next_scheduled: _, alerts: __, ...ofStatus } = status;
    const [{ last_success: lastSuccess, live, latest_run: latest } = {}] = pipelines as Json[];
    return timeless({ ofStatus, logs, run, report, log, lastSuccess, live, latest });
  };
  const awayNow = async () => (await body('/health/ready'))['away'] as Away[];
  const isBack = () =>
    eventually('all is back', async () => ((await awayNow()).length === 0 ? true : undefined), 60_000);

  const everyWindowSays = async (name: string, said: { cli: string; console: string }, stoppedAt: number) => {
    const away = await eventually(`${name} is away`, async () => (await awayNow()).find((one) => one.name === name));
    expect(Date.parse(away.since)).toBeGreaterThanOrEqual(stoppedAt);
    expect(Date.parse(away.since)).toBeLessThanOrEqual(Date.now());
    expect(away.still_works).not.toBe('');
    const details = await portal.get('/api/v1/health');
    expect(details.status).toBe(200);
    expect(details.body['status']).toBe('impaired');
    expect((details.body['dependencies'] as Json[]).find((one) => one['name'] === name)).toMatchObject({
      state: 'away',
      since: away.since,
      reason: expect.stringMatching(/./),
    });
    const cli = await portal.cli('status');
    expect(cli.stderr).toContain(`${said.cli} is away, since ${away.since.slice(0, 19)}`);
    expect(cli.stderr).toContain(`still works: ${away.still_works}`);
    const { page } = browser;
    const note = page.locator('.away .note', { hasText: `${said.console}: away since` });
    await note.waitFor();
    expect(await note.innerText()).toContain(`What still works: ${away.still_works}`);
    return { cli, note };
  };

  it('status, log, report and last success are right after Temporal has deleted the history', async () => {
    const before = await remembered();
    expect(before).toMatchObject({ run: { status: 'success' }, lastSuccess: { run_id: runId } });
    await portal.client.workflowService.deleteWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: 'dump-import/import', runId },
    });
    // Temporal deletes when it has noted that the run's end is seen to, which it notes now and then.
    const isGone = () =>
      portal.client.workflow
        .getHandle('dump-import/import', runId)
        .describe()
        .then(
          () => undefined,
          () => true,
        );
    await eventually('the history is gone', isGone, 180_000);
    expect(await remembered()).toEqual(before);
    const { page } = browser;
    await page.goto(`${portal.apiUrl}/runs/${runId}`);
    await page.locator('.run-header .chip', { hasText: 'success' }).waitFor();
    await page.getByRole('heading', { name: /^Published: \d+ tables/ }).waitFor();
    await page.locator('.log-line').first().waitFor();
    await page.goto(`${portal.apiUrl}/`);
  });

  it('the target: says so, and tells the same of runs', async () => {
    const before = await remembered();
    const stoppedAt = Date.now();
    await portal.target.kill9();
    const { note } = await everyWindowSays('target', { cli: 'The target', console: 'Target' }, stoppedAt);
    expect(await browser.look('away-target')).toEqual([]);
    const { report: _, live: __, ...rest } = await remembered();
    expect(before).toMatchObject(rest);
    await portal.target.restart();
    await isBack();
    await note.waitFor({ state: 'detached' });
  });

  it('the store: says so, and takes a start, whose run ends when the store is back', async () => {
    const stoppedAt = Date.now();
    await postgres.kill9();
    const { note } = await everyWindowSays('store', { cli: 'The store', console: 'Store' }, stoppedAt);
    expect(await browser.look('away-store')).toEqual([]);
    const next = await portal.startRun();
    expect((await portal.get('/api/v1/import/status')).body).toMatchObject({ status: 'running' });
    await postgres.restart();
    await isBack();
    await note.waitFor({ state: 'detached' });
    expect(await portal.runEnded(next)).toMatchObject({ status: 'skipped' });
  });

  it('Temporal: says so, and tells all of the runs that it has forgotten when it is back without its memory', async () => {
    const before = await remembered();
    const stoppedAt = Date.now();
    await portal.temporal.kill9();
    const { note } = await everyWindowSays('temporal', { cli: 'Temporal', console: 'Temporal' }, stoppedAt);
    expect(await browser.look('away-temporal')).toEqual([]);
    expect(await remembered()).toEqual(before);
    temporal = await startTemporal({ port: portal.temporal.port });
    await isBack();
    await note.waitFor({ state: 'detached' });
    expect(await remembered()).toEqual(before);
    expect(browser.complaints()).toEqual([]);
  });
});
