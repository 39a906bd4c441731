import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import type { Portal } from '../support/portal.js';
import { startPortal } from '../support/portal.js';
import type { ProductProcess } from '../support/worker-process.js';

let portal: Portal;
let worker: ProductProcess;
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

/** Kills the target's server at the session's first statement after its commit was answered; returns the time. */
const killBehindCommit = (): Promise<number> =>
  new Promise((resolve) => {
    let committed: number | undefined;
    portal.mysqlProxy.setHooks({
      onQuery: (sql, { id }) => {
        if (sql.startsWith('RENAME') && sql.includes('`next_')) committed = id;
        else if (committed === id) {
          portal.mysqlProxy.setHooks({});
          return { when: 'before', kill: () => portal.target.kill9().then(() => resolve(Date.now())) };
        }
        return 'forward';
      },
    });
  });

const left = () =>
  portal.target.query('SELECT (SELECT COUNT(*) FROM stevedore.journal), (SELECT COUNT(*) FROM stevedore.unfinished)');
const view = () => portal.target.query(`SELECT COUNT(*) > 0 FROM mvdsb.v${date}`);

const completing = async (runId: string) => {
  const found = (await portal.history(runId)).map(
    (event) => event['activityTaskScheduledEventAttributes'] as Scheduled | null,
  );
  return found.find((one) => one?.activityType.name === 'completePublish')?.scheduleToCloseTimeout.seconds;
};

interface Scheduled {
  readonly activityType: { readonly name: string };
  readonly scheduleToCloseTimeout: { readonly seconds: unknown };
}

it('waits for a target that is away for a quarter of a minute after the commit: the run completes what is live', async () => {
  const killed = killBehindCommit();
  const runId = await portal.startRun();
  const since = await killed;
  await sleep(15_000);
  expect((await portal.get(`/api/v1/runs/${runId}`)).body).toMatchObject({ status: 'running', error: null });
  await portal.target.restart();
  expect(Date.now() - since).toBeGreaterThan(14_000);
  expect(await portal.runEnded(runId)).toMatchObject({ status: 'success', error: null, warnings: [] });
  expect(await left()).toBe('0\t0');
  expect(await view()).toBe('1');
  expect(Number(await completing(runId))).toBe(600);
});

it.each(['the next run', 'the next start of a worker'])(
  'where it stays away for longer the run is a success that says so, and %s completes it',
  async (by) => {
    await worker.stop();
    portal.configure({ import: { publish: { complete_for: '3s' } } });
    worker = await portal.startWorker();
    const killed = killBehindCommit();
    const runId = await portal.startRun();
    await killed;
    const warning = await eventually('the warning', async () => {
      const { body } = await portal.get(`/api/v1/runs/${runId}`);
      expect(body['error'] ?? null).toBeNull();
      return (body['warnings'] as string[] | undefined)?.[0];
    });
    expect(warning).toMatch(/^Cannot complete what is live; the next run or the next start of a worker does it: /);
    await portal.target.restart();
    expect(await portal.runEnded(runId)).toMatchObject({ status: 'success', error: null, warnings: [warning] });
    expect(await left()).toBe('1\t0');
    if (by === 'the next run') expect(await portal.cli('run', 'import', '--wait')).toMatchObject({ code: 3 });
    else {
      await worker.stop();
      worker = await portal.startWorker();
    }
    await eventually('the end of the journal', async () => ((await left()) === '0\t0' ? true : undefined));
    expect(await view()).toBe('1');
  },
);
