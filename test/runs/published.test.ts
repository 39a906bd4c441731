import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ComparisonJson } from '../../src/api/pipelines/comparison.js';
import type { HistoryJson } from '../../src/api/pipelines/history-routes.js';
import type { ReportJson } from '../../src/api/runs/report-routes.js';
import { freePort } from '../support/free-port.js';
import { writesIn } from '../support/general-log.js';
import type { MadeArchives } from '../support/make-archives.js';
import type { Portal } from '../support/portal.js';
import { eventually } from '../support/eventually.js';
import { startPortal } from '../support/portal.js';
import { readMetrics } from '../support/read-metrics.js';

let portal: Portal;
let metricsPort: number;
let first: MadeArchives;

beforeAll(async () => {
  metricsPort = await freePort();
  portal = await startPortal({
    generalLog: true,
    change: { worker: { metrics_address: `127.0.0.1:${metricsPort}` } },
  });
  // What an application had before the first import.
  await portal.target.query(
    'CREATE DATABASE mvdsb; CREATE TABLE mvdsb.before_us (v int); INSERT INTO mvdsb.before_us VALUES (42)',
  );
  first = await portal.makeArchives({ date: '20260301' });
  await Promise.all([portal.startWorker(), portal.startServer()]);
});
afterAll(() => portal.stop());

describe('the nightly import', () => {
  it('puts both databases live, equal to `mariadb < dump.sql`, and reports it everywhere', async () => {
    await portal.redis.command('SET', 'api:players', 'yesterday');
    const run = await portal.cli('run', 'import', '--wait', '--json');
    expect(run.code, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({
      status: 'success',
      reason: 'first_import',
      generation: 1,
      progress: 100,
      attempt: 1,
      error: null,
      warnings: [],
    });
    expect(await portal.differences(first.dumps)).toEqual([]);
    expect((await portal.redis.command('DBSIZE')).trim()).toBe(':0');
    const { status, body } = await portal.get('/api/v1/import/status');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'success',
      progress: 100,
      retry_count: 0,
      error: null,
      skip_reason: null,
      files_info: {
        // In the order in which they were ready.
        downloaded: expect.arrayContaining(['mvdsb_20260301.zip', 'portal64_bdw_20260301.zip']) as string[],
        imported: expect.arrayContaining(['mvdsb', 'portal64_bdw']) as string[],
        last_imported: [
          { filename: 'mvdsb_20260301.zip', mod_time: '2026-03-01T01:30:00.000Z' },
          { filename: 'portal64_bdw_20260301.zip', mod_time: '2026-03-01T01:30:00.000Z' },
        ],
      },
    });
    const metadata = JSON.parse(readFileSync(join(portal.folder, 'data/import/last_import.json'), 'utf8')) as unknown;
    expect(JSON.stringify(metadata)).toMatch(/sha256:[0-9a-f]{64}/);
    // Only what comes before the first attempt has none.
    const early = await portal.target.query('SELECT message FROM stevedore.log_lines WHERE attempt = 0');
    expect(early.trim().split('\n')).toEqual([expect.stringMatching(/^Import process started by/)]);
  });

  it('keeps what was in a database before the first import, for good', async () => {
    expect(await portal.target.query('SELECT v FROM orig_mvdsb.before_us')).toBe('42');
  });

  it("is told in Temporal's Web UI: each step in words, what became of each archive, and the way back", async () => {
    const run = portal.client.workflow.getHandle('dump-import/import');
    const { events } = await run.fetchHistory();
    const asked = (events ?? []).filter((event) => event.activityTaskScheduledEventAttributes);
    const summaries = asked.map(
      (event) => JSON.parse(Buffer.from(event.userMetadata?.summary?.data ?? 'null').toString()) as string | null,
    );
    expect(summaries.filter((summary) => summary === null)).toEqual([]);
    expect(summaries).toContain('put the loaded data live, all of it at once');
    const { currentDetails } = await run.query<{ currentDetails: string }>('__temporal_workflow_metadata');
    expect(currentDetails).toMatch(/^\*\*success\*\* · 100 % · attempt 1 of \d/);
    expect(currentDetails).toMatch(/- `mvdsb_20260301\.zip`: [\d ]+ bytes, newer, downloaded/);
    expect(currentDetails).toMatch(/Loaded and proved: `(?:mvdsb|portal64_bdw)`, `/);
    expect(currentDetails).toContain('`stevedore rollback import` puts back what was live before');
  });

  it('is told in the metrics of the API and of the worker', async () => {
    const samplesOf = async (url: string) => readMetrics(await (await fetch(url)).text());
    const api = await samplesOf(`${portal.apiUrl}/metrics`);
    const labels = 'pipeline="import",kind="dump-import"';
    expect(api.get(`stevedore_runs_total{${labels},action="run",outcome="success"}`)).toBe(1);
    expect(Date.now() / 1_000 - (api.get(`stevedore_last_success_timestamp_seconds{${labels}}`) ?? 0)).toBeLessThan(
      300,
    );
    expect(api.get('stevedore_published_rows{pipeline="import"}')).toBeGreaterThan(1_000);
    // A worker shows itself at Temporal with its heartbeats only.
    await eventually(
      'the worker in the metrics',
      async () => (await samplesOf(`${portal.apiUrl}/metrics`)).get('stevedore_workers') === 1 || undefined,
    );
    expect(api.get('stevedore_next_start_timestamp_seconds{pipeline="import"}')).toBeGreaterThan(Date.now() / 1_000);
    const worker = await samplesOf(`http://127.0.0.1:${metricsPort}/metrics`);
    const completed = [...worker].filter(([name]) => name.startsWith('temporal_workflow_completed_total{'));
    expect(completed.map(([name, value]) => [name.includes('workflow_type="dumpImport"'), value])).toEqual([[true, 1]]);
    expect(
      [...worker.keys()].some((name) => name.startsWith('temporal_activity_execution_latency_seconds_bucket{')),
    ).toBe(true);
  });

  it('leaves no staging schema and no work file', async () => {
    expect(await portal.target.query("SHOW DATABASES LIKE 'imp\\_%'")).toBe('');
    const { body } = await portal.get('/api/v1/import/logs?limit=200');
    const messages = (body['logs'] as { message: string }[]).map(({ message }) => message);
    expect(messages).toEqual(
      expect.arrayContaining([expect.stringMatching(/^Proved "mvdsb": \d+ tables, \d+ rows equal the dump/)]),
    );
    expect(messages.at(-1)).toBe('Import process completed');
  });

  it('is skipped while the archives are the same, and writes nothing but its own record', async () => {
    const before = portal.target.generalLog().length;
    const run = await portal.cli('run', 'import', '--wait', '--json');
    expect(run.code, run.stderr).toBe(3);
    expect(JSON.parse(run.stdout)).toMatchObject({ status: 'skipped', reason: 'no_newer_files', generation: null });
    expect(writesOutside(portal.target.generalLog().slice(before))).toEqual([]);
    const { body } = await portal.get('/api/v1/import/status');
    expect(body).toMatchObject({ status: 'skipped', skip_reason: 'no_newer_files' });
    expect(body['last_success']).not.toBeNull();
  });

  it('imports the same archives again when it is forced to', async () => {
    const run = await portal.cli('run', 'import', '--wait', '--force', '--json');
    expect(run.code, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ generation: 2, reason: 'no_newer_files' });
    expect(await portal.differences(first.dumps)).toEqual([]);
  });

  it('takes newer archives, lists the older ones as not taken, and keeps the generation before', async () => {
    const second = await portal.makeArchives({
      date: '20260302',
      tweak: "UPDATE mvdsb.person SET name = CONCAT(name, '-Müller') WHERE id % 7 = 0",
    });
    const run = await portal.cli('run', 'import', '--wait', '--json');
    expect(run.code, run.stderr).toBe(0);
    const result = JSON.parse(run.stdout) as { run_id: string };
    expect(result).toMatchObject({ generation: 3, reason: 'newer_files_available' });
    expect(await portal.differences(second.dumps)).toEqual([]);
    const { body } = await portal.get(`/api/v1/runs/${result.run_id}/logs`);
    const messages = (body['logs'] as { message: string }[]).map(({ message }) => message);
    expect(messages).toContain('Not taken: "mvdsb_20260301.zip" (older than "mvdsb_20260302.zip")');
    expect(await portal.target.query("SELECT COUNT(*) FROM prev_mvdsb.person WHERE name LIKE '%-Müller'")).toBe('0');
    expect(await portal.target.query('SELECT v FROM orig_mvdsb.before_us')).toBe('42');
  });

  it('compares that with the generation before, reports it, and shows its history', async () => {
    const compared = await portal.cli('compare', 'import', '--json');
    expect(compared.code, compared.stderr).toBe(0);
    const { databases, ...sides } = JSON.parse(compared.stdout) as ComparisonJson;
    expect(sides).toMatchObject({ from: { generation: 2 }, to: { generation: 3 }, summary: { tables_different: 1 } });
    const changed = databases.flatMap(({ tables }) => tables.filter(({ content }) => content === 'different'));
    expect(changed.map(({ table, rows_before, rows_after }) => [table, rows_before === rows_after])).toEqual([
      ['person', true],
    ]);
    const gone = await portal.cli('compare', 'import', '--from', '1');
    expect([gone.code, gone.stderr]).toEqual([1, expect.stringContaining('generation 1 has no proof any more')]);

    const run = JSON.parse((await portal.cli('history', 'import', '--json')).stdout) as HistoryJson;
    const [newest] = run.runs;
    expect(newest).toMatchObject({ status: 'success', generation: 3, rows: sides.to.rows });
    const { body } = await portal.get(`/api/v1/runs/${newest?.run_id}/report`);
    expect(body).toMatchObject({ published: { generation: 3, proof: 'kept', rows: sides.to.rows } });
    const reported = (body as unknown as ReportJson).published?.databases.flatMap(({ tables }) => tables) ?? [];
    expect(reported.reduce((sum, { rows }) => sum + rows, 0)).toBe(sides.to.rows);
    expect(await portal.target.query('SELECT COUNT(*) FROM mvdsb.person')).toBe(
      String(reported.find(({ table }) => table === 'person')?.rows),
    );
  });

  it('warns of archives that are dated in the future, with what they hide, on every run', async () => {
    await portal.makeArchives({ date: '20990101' });
    const warned = ['mvdsb', 'portal64_bdw'].map((name): unknown =>
      expect.stringMatching(
        new RegExp(`^Archive "${name}_20990101.zip" .* is dated in the future .* it hides "${name}_20260302.zip"`),
      ),
    );
    const taken = await portal.cli('run', 'import', '--wait', '--json');
    expect(JSON.parse(taken.stdout)).toMatchObject({ status: 'success', generation: 4, warnings: warned });
    const skipped = await portal.cli('run', 'import', '--wait', '--json');
    expect(skipped.code, skipped.stderr).toBe(3);
    const run = JSON.parse(skipped.stdout) as { run_id: string };
    expect(run).toMatchObject({ status: 'skipped', warnings: warned });
    expect((await portal.get('/api/v1/import/status')).body).toMatchObject({ warnings: warned });
    const { body } = await portal.get(`/api/v1/runs/${run.run_id}/logs`);
    const lines = body['logs'] as { level: string; message: string }[];
    expect(lines.filter(({ level }) => level === 'WARN').map(({ message }) => message)).toEqual([
      ...warned,
      'Import skipped: no_newer_files, with 2 warnings',
    ]);
  });
});

/**
 * Statements of a general log that write and do not name the schema `stevedore`, which the store's connections are in.
 */
const writesOutside = (log: string): string[] =>
  writesIn(log).filter(
    (sql) =>
      !/`?stevedore`?|`(runs|log_lines|generations|start_requests|audit_entries|audit_chain|api_keys|api_metrics|import_jobs|export_jobs|export_files|import_definitions|secrets|cpi_jobs|notifications)`/i.test(
        sql,
      ),
  );
