import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { Client, Connection } from '@temporalio/client';
import type { CommitFront } from '../support/commit-front.js';
import { startCommitFront } from '../support/commit-front.js';
import { endTriesOf } from '../support/end-tries.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.js';
import type { Json, SyncSite } from './sync-site.js';
import { startSyncSite } from './sync-site.js';

let site: SyncSite;
let front: CommitFront;
let watch: ReturnType<typeof endTriesOf> | undefined;
let edition = 0;
const begun: string[] = [];
beforeAll(async () => {
  const port = await freePort();
  // Runs are kept elsewhere.
  site = await startSyncSite(
    ({ stage }) =>
      Promise.resolve({
        SYNC_DATABASE_LOCAL: `postgres://postgres:x@127.0.0.1:${port}/app`,
        STORE_URL: `postgres://postgres:x@127.0.0.1:${stage.port}/postgres`,
      }),
    `store: { url: "\${STORE_URL}" }
worker: { heartbeat_timeout: 5s }
pipelines:
  copied: { kind: database-sync, source: stage, destination: local, retry: { max_attempts: 1 } }
  hasty: { kind: database-sync, source: stage, destination: local, publish_deadline: 3s, retry: { max_attempts: 1 } }
`,
  );
  front = await startCommitFront(site.local, port);
  await site.stage.query(
    'create table public.items as select 0 as edition, i as id from generate_series(1, 50) i',
    'shop',
  );
  await site.local.query('create table public.items (edition int, id int)', 'app');
});
afterAll(async () => {
  await front?.stop();
  await site?.stop();
});
/** A test that has failed leaves the target to the others as it should be. */
afterEach(async () => {
  await watch?.stop();
  watch = undefined;
  if (front.isAway()) await front.letBack();
  for (const id of begun.splice(0)) await site.ended(id, 120_000);
}, 180_000);

const MARK = /^update .*sync_generations.* set state = 'live'/;
/** What is live, and who has made it so. */
const live = () =>
  site.local.query(
    `select (select distinct edition from public.items), (select made_live_by from stevedore.sync_generations where state = 'live')`,
    'app',
  );

/** Starts a run whose COMMIT goes unheard, and whose target is killed then, until no try of the publish is left. */
const unheard = async (strike: 'answer' | 'client', start: () => Promise<string>): Promise<string> => {
  front.arm(strike, MARK);
  const id = await start();
  begun.push(id);
  await front.struck(async () => strike === 'client' || (await live()) === `${edition}\t${id}`);
  const workflowId = String((await site.run(id))['workflow_id']);
  watch = endTriesOf(site.env['TEMPORAL_ADDRESS'] ?? '', { workflowId, runId: id }, ['publishSync', 'rollBackSync']);
  await eventually('the wait', async () => ((await waitOf(id))?.['kind'] === 'outcome' ? true : undefined), 120_000);
  expect([front.proxy.fired.length, watch.ended().length]).toEqual([1, 1]);
  return id;
};

const waitOf = async (id: string): Promise<Json | null> => {
  const run = await site.run(id);
  expect(run).toMatchObject({ status: 'running', error: null });
  return run['wait'] as Json | null;
};

const syncing = (pipeline: string) => async () => {
  edition += 1;
  await site.stage.query(`update public.items set edition = ${edition}`, 'shop');
  return site.start({ pipeline });
};

const stepsOf = async (id: string): Promise<Record<string, number>> => {
  const connection = await Connection.connect({ address: site.env['TEMPORAL_ADDRESS'] ?? '' });
  const workflowId = String((await site.run(id))['workflow_id']);
  const { events } = await new Client({ connection }).workflow.getHandle(workflowId, id).fetchHistory();
  await connection.close();
  const counts: Record<string, number> = {};
  for (const event of events ?? []) {
    const name = event.activityTaskScheduledEventAttributes?.activityType?.name;
    if (name != null) counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
};

it('a copy that was committed unheard waits for its target, says so, and is a success as soon as it answers', async () => {
  const id = await unheard('answer', syncing('copied'));
  expect((await waitOf(id))?.['reason']).toMatch(
    /^whether the publish happened is unknown: the target does not answer since \S+Z \(POSTGRES_\w+\); the run asks again at \S+Z$/,
  );
  await front.letBack();
  await eventually('the end of the wait', async () => {
    const wait = (await site.run(id))['wait'] as Json | null;
    if (wait !== null) await site.ask('POST', `/api/v1/runs/${id}/proceed`, {});
    return wait === null ? true : undefined;
  });
  expect(await site.ended(id, 120_000)).toMatchObject({ status: 'success', error: null, warnings: [] });
  expect(await live()).toBe(`${edition}\t${id}`);
  expect(await stepsOf(id)).toMatchObject({ buildSync: 1, publishSync: 1 });
}, 300_000);

it('a copy whose COMMIT never arrived is published once its target answers, without being copied again', async () => {
  const before = await live();
  const id = await unheard('client', syncing('copied'));
  await front.letBack();
  expect(await live()).toBe(before);
  expect(await site.ended(id, 120_000)).toMatchObject({ status: 'success', error: null, warnings: [] });
  expect(await live()).toBe(`${edition}\t${id}`);
  expect(await stepsOf(id)).toMatchObject({ buildSync: 1, publishSync: 2 });
}, 300_000);

it('where the target stays away for longer than publish_deadline the run ends as one that may be live, and the next one is a success', async () => {
  const id = await unheard('answer', syncing('hasty'));
  const run = await site.ended(id, 180_000);
  expect(run).toMatchObject({ status: 'failed', error: { code: 'PUBLISH_UNCERTAIN' } });
  expect((run['error'] as Json)['message']).toMatch(
    /^Cannot tell whether the publish happened: .*; it may be live: stevedore generations hasty shows what is, once .*, and the next run settles it$/,
  );
  await front.letBack();
  expect(await live()).toBe(`${edition}\t${id}`);
  const next = await syncing('copied')();
  expect(await site.ended(next, 120_000)).toMatchObject({ status: 'success', error: null });
  expect(await live()).toBe(`${edition}\t${next}`);
}, 300_000);

it('a run that is cancelled while nobody can say whether it is live says that it may be', async () => {
  const id = await unheard('answer', syncing('copied'));
  await site.ask('POST', `/api/v1/runs/${id}/cancel`, {});
  const run = await site.ended(id, 180_000);
  expect(run).toMatchObject({ status: 'cancelled', error: { code: 'PUBLISH_UNCERTAIN' } });
  expect((run['error'] as Json)['message']).toMatch(/the run was cancelled; it may be live/);
  await front.letBack();
  expect(await live()).toBe(`${edition}\t${id}`);
}, 300_000);

it('a rollback that was committed unheard is a success once its target answers', async () => {
  const back = await site.local.query('select distinct edition from prev_public.items', 'app');
  const id = await unheard('answer', async () => {
    edition = Number(back);
    const { body } = await site.ask('POST', '/api/v1/pipelines/copied/rollback', {});
    return String(body['run_id']);
  });
  expect((await waitOf(id))?.['reason']).toMatch(/^whether the rollback happened is unknown/);
  await front.letBack();
  expect(await site.ended(id, 120_000)).toMatchObject({ status: 'success', error: null });
  expect(await live()).toBe(`${edition}\t${id}`);
  expect(await stepsOf(id)).toMatchObject({ rollBackSync: 1 });
}, 300_000);

it('a run whose target is away before it sends its COMMIT fails as before', async () => {
  const before = await live();
  // The session is cut where it begins to put the copy live.
  front.arm('client', /^never$/);
  front.proxy.arm('client', ({ sql }) => MARK.test(sql));
  const id = await syncing('copied')();
  begun.push(id);
  await front.struck(() => Promise.resolve(true));
  const workflowId = String((await site.run(id))['workflow_id']);
  watch = endTriesOf(site.env['TEMPORAL_ADDRESS'] ?? '', { workflowId, runId: id }, ['publishSync']);
  const run = await site.ended(id, 180_000);
  expect(run).toMatchObject({ status: 'failed', error: { code: expect.stringMatching(/^POSTGRES_/) as string } });
  expect(watch.ended()).toEqual(['publishSync']);
  await front.letBack();
  expect(await live()).toBe(before);
}, 300_000);
