import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Portal } from '../support/portal.js';
import { startPortal } from '../support/portal.js';

let portal: Portal;

beforeAll(async () => {
  portal = await startPortal({
    change: { pipelines: { upkeep: { kind: 'maintenance', schedule: '0 5 * * 0', schedule_timezone: 'UTC' } } },
  });
  await portal.makeArchives({ date: '20260301' });
  await Promise.all([portal.startWorker(), portal.startServer()]);
});
afterAll(() => portal.stop());

const logOf = async (runId: string) => {
  const { body } = await portal.get(`/api/v1/runs/${runId}/logs?limit=500`);
  return (body['logs'] as { message: string }[]).map(({ message }) => message);
};

describe('maintenance', () => {
  it('verifies nothing before the first import, and says so', async () => {
    const run = await portal.cli('verify', 'import', '--wait');
    expect(run.code, run.stderr).toBe(3);
    expect(run.stdout).toMatch(/import: nothing compared: no generation of "import" is live/);
  });

  it('finds nothing where nothing was changed', async () => {
    const imported = await portal.cli('run', 'import', '--wait', '--json');
    expect(imported.code, imported.stderr).toBe(0);
    const run = await portal.cli('verify', 'import', '--wait', '--json');
    expect(run.code, run.stderr).toBe(0);
    const json = JSON.parse(run.stdout) as Record<string, unknown>;
    expect(json).toMatchObject({
      kind: 'maintenance',
      pipeline: 'upkeep',
      status: 'success',
      generation: 1,
      warnings: [],
    });
    expect(json['detail']).toMatchObject({ verified: [{ pipeline: 'import', generation: 1, tables: 18, changed: 0 }] });
  });

  it('names the table that somebody changed by hand, everywhere, with exit code 1 and an alert', async () => {
    await portal.target.query('UPDATE portal64_bdw.game SET idTournament = idTournament ^ 1 WHERE id = 3');
    const run = await portal.cli('verify', 'import', '--wait');
    expect(run.code, run.stderr).toBe(1);
    expect(run.stdout).toMatch(/import: generation 1: 18 tables, \d+ rows, \d+ objects: 1 changes/);
    expect(run.stdout).toMatch(/table "portal64_bdw.game": as many rows \(\d+\), with other content/);
    const { body } = await portal.get('/api/v1/runs?pipeline=upkeep&limit=1');
    const [newest] = body['runs'] as Record<string, unknown>[];
    expect(newest).toMatchObject({
      status: 'failed',
      error: { code: 'LIVE_CHANGED', message: expect.stringContaining('portal64_bdw.game') as string },
    });
    expect(await logOf(String(newest?.['run_id']))).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Changed since generation 1 was published: table "portal64_bdw.game"/),
      ]),
    );
    const { body: all } = await portal.get('/api/v1/pipelines');
    const pipelines = all['pipelines'] as {
      name: string;
      kind: string;
      schedule: string;
      alerts: { kind: string }[];
    }[];
    expect(pipelines.find(({ name }) => name === 'upkeep')).toMatchObject({
      kind: 'maintenance',
      schedule: '0 5 * * 0',
      alerts: [{ kind: 'failed' }],
    });
    // The import itself is as it was.
    const { body: status } = await portal.get('/api/v1/import/status');
    expect(status).toMatchObject({ status: 'success' });
  });

  it('does all of its tasks in one run, and is a success once the change is undone', async () => {
    await portal.target.query('UPDATE portal64_bdw.game SET idTournament = idTournament ^ 1 WHERE id = 3');
    await portal.target.query('CREATE DATABASE imp_mvdsb; CREATE TABLE imp_mvdsb.left_over (v int)');
    const run = await portal.cli('run', 'upkeep', '--wait', '--json');
    expect(run.code, run.stderr).toBe(0);
    const { run_id: runId } = JSON.parse(run.stdout) as { run_id: string };
    const log = await logOf(runId);
    expect(log).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Deleted 0 runs/),
        expect.stringMatching(/^Ended runs of "import" left nothing|leftovers of an ended run of "import"/),
        expect.stringMatching(/^Compared "import" with generation 1: 18 tables/),
        'Maintenance completed',
      ]),
    );
  });

  it('refuses pipelines and fields that make no sense', async () => {
    expect((await portal.post('/api/v1/pipelines/upkeep/verify')).status).toBe(404);
    expect((await portal.post('/api/v1/runs', { pipeline: 'upkeep', force: true })).status).toBe(400);
    expect((await portal.post('/api/v1/runs', { pipeline: 'upkeep', tasks: ['paint'] })).status).toBe(400);
  });
});
