import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { endTriesOf } from '../support/end-tries.js';
import { eventually } from '../support/eventually.js';
import type { Portal } from '../support/portal.js';
import { startPortal } from '../support/portal.js';
import type { ProductProcess } from '../support/worker-process.js';

let portal: Portal;
let worker: ProductProcess;
let watch: ReturnType<typeof endTriesOf> | undefined;
let date = 20260301;

beforeAll(async () => {
  portal = await startPortal();
  [worker] = await Promise.all([portal.startWorker(), portal.startServer()]);
});
afterAll(() => portal.stop());
beforeEach(() =>
  portal.makeArchives({
    scale: 0.01,
    date: String((date += 1)),
    tweak: `CREATE VIEW mvdsb.v${date} AS SELECT id FROM mvdsb.person`,
  }),
);
afterEach(async () => {
  await watch?.stop();
  watch = undefined;
});

/** Kills the target's server before it has the RENAME of the commit, or right after it; nobody hears of it. */
const killAtCommit = (when: 'before' | 'after'): Promise<void> =>
  new Promise((resolve) => {
    portal.mysqlProxy.setHooks({
      onQuery: (sql) => {
        if (!sql.startsWith('RENAME') || !(sql.includes('`next_') || sql.includes('`token'))) return 'forward';
        portal.mysqlProxy.setHooks({});
        return { when, kill: () => portal.target.kill9().then(resolve) };
      },
    });
  });

/** Starts a run whose commit goes unheard, until no try is left of it and of who asks after it. */
const unheard = async (when: 'before' | 'after', start: () => Promise<string>): Promise<string> => {
  const fired = portal.mysqlProxy.fired.length;
  const killed = killAtCommit(when);
  const id = await start();
  await killed;
  const steps = ['publish', 'settle', 'rollBack', 'settleRollback'];
  watch = endTriesOf(portal.temporal.address, { workflowId: 'dump-import/import', runId: id }, steps);
  await eventually('the wait', async () => ((await waitOf(id)) === undefined ? undefined : true), 120_000);
  const struck = portal.mysqlProxy.fired.slice(fired);
  expect(struck.map(({ did, answer }) => [did, answer])).toEqual(
    when === 'after' ? [['killed after', 'ok']] : [['killed before', undefined]],
  );
  expect(watch.ended().length).toBeGreaterThanOrEqual(2);
  await watch.stop();
  return id;
};

/** What it is waited for, while it is whether the commit happened. */
const waitOf = async (id: string): Promise<string | undefined> => {
  const { body } = await portal.get(`/api/v1/runs/${id}`);
  expect(body).toMatchObject({ status: 'running', error: null });
  const wait = body['wait'] as { kind: string; reason: string } | null;
  return wait?.kind === 'outcome' ? wait.reason : undefined;
};

const view = (of = date) => portal.target.query(`SELECT COUNT(*) > 0 FROM mvdsb.v${of}`);
const journal = () => portal.target.query('SELECT COUNT(*) FROM stevedore.journal');
const publishes = async (id: string) =>
  (await portal.history(id)).filter(
    (event) =>
      (event['activityTaskScheduledEventAttributes'] as { activityType: { name: string } } | null)?.activityType
        .name === 'publish',
  ).length;

it('an import that was committed unheard waits for its target, says so, and completes what is live', async () => {
  const id = await unheard('after', () => portal.startRun());
  expect(await waitOf(id)).toMatch(
    /^whether the publish happened is unknown: the target does not answer since \S+Z \(MYSQL_\w+\); the run asks again at \S+Z$/,
  );
  await portal.target.restart();
  expect(await portal.runEnded(id, 120_000)).toMatchObject({ status: 'success', error: null, attempt: 1 });
  expect([await view(), await journal(), await publishes(id)]).toEqual(['1', '0', 1]);
}, 300_000);

it('an import whose RENAME never arrived goes on once its target answers', async () => {
  const id = await unheard('before', () => portal.startRun());
  await portal.target.restart();
  await expect(view()).rejects.toThrow();
  expect(await portal.runEnded(id, 120_000)).toMatchObject({ status: 'success', error: null });
  expect([await view(), await journal()]).toEqual(['1', '0']);
  expect(await publishes(id)).toBeGreaterThan(1);
}, 300_000);

it('a rollback that was committed unheard is a success once its target answers', async () => {
  const id = await unheard('after', async () => {
    const { body } = await portal.post('/api/v1/pipelines/import/rollback', {});
    return String(body['run_id']);
  });
  expect(await waitOf(id)).toMatch(/^whether the rollback happened is unknown/);
  await portal.target.restart();
  expect(await portal.runEnded(id, 120_000)).toMatchObject({ status: 'success', error: null });
  expect([await view(date - 2), await journal()]).toEqual(['1', '0']);
}, 300_000);

it('one that is cancelled while nobody can say whether it is live says that it may be, and the next run sees that it is', async () => {
  const id = await unheard('after', () => portal.startRun());
  await portal.post(`/api/v1/runs/${id}/cancel`, {});
  const run = await portal.runEnded(id, 180_000);
  expect(run).toMatchObject({ status: 'cancelled', error: { code: 'PUBLISH_UNCERTAIN' } });
  expect((run['error'] as { message: string }).message).toMatch(
    /^Cannot tell whether the publish happened: .*may be live/,
  );
  await portal.target.restart();
  expect(await portal.cli('run', 'import', '--wait')).toMatchObject({ code: 3 });
  expect([await view(), await journal()]).toEqual(['1', '0']);
}, 300_000);

it('where it stays away for longer than publish.deadline the run ends as one that may be live', async () => {
  // As a test that has failed may have left it.
  await portal.target.restart();
  await worker.stop();
  portal.configure({ import: { publish: { deadline: '3s' }, retry: { max_attempts: 1 } } });
  worker = await portal.startWorker();
  const id = await unheard('after', () => portal.startRun());
  const run = await portal.runEnded(id, 180_000);
  expect(run).toMatchObject({ status: 'failed', error: { code: 'PUBLISH_UNCERTAIN' } });
  expect((run['error'] as { message: string }).message).toMatch(/stevedore generations import shows what is/);
  await portal.target.restart();
  expect(await portal.cli('run', 'import', '--wait')).toMatchObject({ code: 3 });
  expect([await view(), await journal()]).toEqual(['1', '0']);
}, 300_000);
