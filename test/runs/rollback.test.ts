import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import type { MadeArchives } from '../support/make-archives.js';
import type { Portal } from '../support/portal.js';
import { startPortal } from '../support/portal.js';
import type { ProductProcess } from '../support/worker-process.js';

let portal: Portal;
let worker: ProductProcess;
let first: MadeArchives;
let second: MadeArchives;

beforeAll(async () => {
  portal = await startPortal({ change: { redis: { flush_again_after: '100ms' } } });
  first = await portal.makeArchives({ date: '20260301' });
  [worker] = await Promise.all([portal.startWorker(), portal.startServer()]);
});
afterAll(() => portal.stop());

const ROLLBACK = '/api/v1/pipelines/import/rollback';
const isCommit = (sql: string) => sql.startsWith('RENAME') && sql.includes('`next_');
const importNow = async () => {
  const run = await portal.cli('run', 'import', '--wait', '--json');
  expect(run.code, run.stderr).toBe(0);
  return JSON.parse(run.stdout) as Record<string, unknown>;
};
const generations = async () => (await portal.get('/api/v1/pipelines/import/generations')).body;

describe('a rollback', () => {
  it('is refused with the reason while there is nothing to go back to', async () => {
    const { status, body } = await portal.post(ROLLBACK, { by: 'me' });
    expect([status, body['code']]).toEqual([409, 'ROLLBACK_IMPOSSIBLE']);
    await importNow();
    const cli = await portal.cli('rollback', 'import', '--wait');
    expect(cli.code).toBe(1);
    expect(cli.stderr).toContain('no earlier generation is kept');
    expect((await portal.post('/api/v1/pipelines/other/rollback')).status).toBe(404);
    expect((await portal.post(ROLLBACK, { to: 'x' })).status).toBe(400);
  });

  it('brings back both databases and their objects, flushes the cache, and is a separate run', async () => {
    second = await portal.makeArchives({
      date: '20260302',
      tweak: "UPDATE mvdsb.person SET name = CONCAT(name, '-Müller') WHERE id % 7 = 0",
    });
    expect(await importNow()).toMatchObject({ generation: 2 });
    expect((await portal.post(ROLLBACK, { to: 7 })).body).toMatchObject({ code: 'ROLLBACK_IMPOSSIBLE', status: 409 });
    expect(await generations()).toMatchObject({
      live: { generation: 2, rolled_back: null },
      kept: [
        { generation: 1, databases: ['mvdsb', 'portal64_bdw'], archives: [{ filename: 'mvdsb_20260301.zip' }, {}] },
      ],
    });
    await portal.redis.command('SET', 'api:players', 'of the second generation');
    const cli = await portal.cli('rollback', 'import', '--wait', '--json');
    expect(cli.code, cli.stderr).toBe(0);
    const run = JSON.parse(cli.stdout) as Record<string, unknown>;
    expect(run).toMatchObject({
      status: 'success',
      reason: 'rollback',
      generation: 1,
      trigger: 'cli',
      progress: 100,
      warnings: [],
    });
    expect(await portal.differences(first.dumps)).toEqual([]);
    expect((await portal.redis.command('DBSIZE')).trim()).toBe(':0');
    expect(await generations()).toMatchObject({
      live: { generation: 1, rolled_back: { from: 2, run_id: run['run_id'] } },
      kept: [{ generation: 2 }],
    });
    const logs = await portal.cli('logs', String(run['run_id']));
    expect(logs.stdout).toContain('Generation 1 is live again, in the place of generation 2');
    expect(logs.stdout.match(/Redis|cache/gi)?.length).toBeGreaterThan(0);
    await eventually('the second flush, behind the end of the run', async () => {
      const { stdout } = await portal.cli('logs', String(run['run_id']));
      return (stdout.match(/Flushed the cache/g)?.length ?? 0) > 1 || undefined;
    });
    expect((await portal.client.workflow.getHandle('flush-again/import').describe()).type).toBe('flushAgain');
    const told = await portal.cli('generations', 'import');
    expect(told.stdout).toMatch(/^live +1 .*mvdsb_20260301.zip.*in the place of 2\)\nkept +2 .*mvdsb_20260302.zip/m);
  });

  it('and an import exclude each other', async () => {
    let release = () => undefined as void;
    let reached = () => undefined as void;
    const held = new Promise<void>((resolve) => (reached = resolve));
    const hold = new Promise<void>((resolve) => (release = resolve));
    portal.mysqlProxy.setHooks({
      onQuery: (sql) => {
        if (!isCommit(sql)) return 'forward';
        reached();
        return { hold };
      },
    });
    const { status, body } = await portal.post(ROLLBACK, { by: 'me', to: 2 });
    expect(status).toBe(202);
    await held;
    for (const [path, request] of [
      [ROLLBACK, {}],
      ['/api/v1/runs', { pipeline: 'import' }],
    ] as const) {
      const refused = await portal.post(path, request);
      expect(refused.status).toBe(409);
      expect(refused.body).toMatchObject({ code: 'RUN_ALREADY_RUNNING', run: { run_id: body['run_id'] } });
    }
    expect((await portal.get('/api/v1/import/status')).body).toMatchObject({
      status: 'running',
      current_step: 'rolling_back',
    });
    portal.mysqlProxy.setHooks({});
    release();
    expect(await portal.runEnded(String(body['run_id']))).toMatchObject({
      status: 'success',
      generation: 2,
      started_by: 'me',
    });
    expect(await portal.differences(second.dumps)).toEqual([]);
  });

  it('whose worker is killed at the commit is ended by the next worker, once', async () => {
    portal.mysqlProxy.setHooks({
      onQuery: (sql) => (isCommit(sql) ? { kill: () => worker.kill9(), when: 'after' } : 'forward'),
    });
    const { body } = await portal.post(ROLLBACK);
    await worker.exited;
    portal.mysqlProxy.setHooks({});
    worker = await portal.startWorker();
    expect(await portal.runEnded(String(body['run_id']))).toMatchObject({ status: 'success', generation: 1 });
    expect(await portal.differences(first.dumps)).toEqual([]);
    expect(await portal.target.query('SELECT COUNT(*) FROM stevedore.journal')).toBe('0');
    expect(await generations()).toMatchObject({ live: { generation: 1 }, kept: [{ generation: 2 }] });
  });

  it('is followed by a run that takes the newer archive again', async () => {
    expect(await importNow()).toMatchObject({ generation: 3, reason: 'newer_files_available' });
    expect(await portal.differences(second.dumps)).toEqual([]);
  });
});
