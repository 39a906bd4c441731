import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Portal } from '../support/portal.js';
import { startPortal } from '../support/portal.js';

let portal: Portal;

beforeAll(async () => {
  portal = await startPortal();
  await portal.makeArchives({ date: '20260301', tweak: 'CREATE VIEW mvdsb.everybody AS SELECT id FROM mvdsb.person' });
  await Promise.all([portal.startWorker(), portal.startServer()]);
});
afterAll(() => portal.stop());

describe('a run whose target refuses a definition after the commit', () => {
  it('is a success with a warning by name in the log, the status, the API, the output of run --wait and the Web UI', async () => {
    let committed = false;
    portal.mysqlProxy.setHooks({
      onQuery: (sql) => {
        if (sql.startsWith('RENAME') && sql.includes('`next_')) committed = true;
        return committed && /^CREATE [^]*?VIEW `everybody`/i.test(sql)
          ? { refuse: { errno: 1105, message: 'not now' } }
          : 'forward';
      },
    });
    await portal.redis.command('SET', 'api:players', 'yesterday');
    const run = await portal.cli('run', 'import', '--wait', '--json');
    portal.mysqlProxy.setHooks({});
    expect(run.code, run.stderr).toBe(0);
    const { run_id: runId, warnings } = JSON.parse(run.stdout) as { run_id: string; warnings: string[] };
    const [warning = ''] = warnings;
    expect(warning).toMatch(/Cannot create view "\w+".*1105.*run by hand: USE `\w+`; CREATE VIEW `\w+`/);
    const name = /view "(\w+)"/.exec(warning)?.[1] ?? '';
    expect(run.stderr).toContain(`warning: ${warning}`);
    // What follows the commit has happened all the same.
    expect((await portal.redis.command('DBSIZE')).trim()).toBe(':0');
    expect(await portal.target.query('SELECT COUNT(*) FROM stevedore.journal')).toBe('0');
    expect((await portal.get('/api/v1/import/status')).body).toMatchObject({
      status: 'success',
      error: null,
      warnings,
    });
    const status = await portal.cli('status', 'import');
    expect(status.stdout).toContain('success  with warnings');
    expect(status.stdout).toContain(`warning: ${warning}`);
    const logs = await portal.cli('logs', runId);
    expect(logs.stdout).toMatch(new RegExp(`WARN.*Cannot create view "${name}"`));
    expect(logs.stdout).toMatch(/WARN.*Import process completed, with \d+ warnings?/);
    const { body } = await portal.get(`/api/v1/runs/${runId}`);
    expect(body).toMatchObject({ status: 'success', warnings });
    const handle = portal.client.workflow.getHandle('dump-import/import', runId);
    expect(JSON.stringify((await handle.describe()).memo)).toContain(`view \\"${name}\\"`);
  });

  it('is completed by the next run, although that one has nothing to import', async () => {
    const left = () => portal.target.query('SELECT COUNT(*) FROM stevedore.unfinished');
    expect(Number(await left())).toBeGreaterThan(0);
    const run = await portal.cli('run', 'import', '--wait', '--json');
    expect(run.code, run.stderr).toBe(3);
    expect(JSON.parse(run.stdout)).toMatchObject({ status: 'skipped', warnings: [] });
    expect(await left()).toBe('0');
  });
});

describe('a run whose cache cannot be flushed', () => {
  it('reports it in its log and its status', async () => {
    await portal.redis.command('ACL', 'SETUSER', 'default', '-flushdb');
    const run = await portal.cli('run', 'import', '--wait', '--force', '--json');
    expect(run.code, run.stderr).toBe(0);
    const { run_id: runId } = JSON.parse(run.stdout) as { run_id: string };
    expect((await portal.cli('logs', runId)).stdout).toMatch(
      /WARN.*Cannot flush the cache: .*the account may not do it/,
    );
    expect((await portal.cli('status', 'import')).stdout).toContain('warning: Cannot flush the cache');
  });
});
