import { join } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { buildRelease, hasHistory } from './build-release.js';
import type { Json, StoreKind, UpgradeSite } from './upgrade-site.js';
import { startUpgradeSite } from './upgrade-site.js';

/** The release whose open runs and records the code of this checkout takes over. */
const BEFORE = '0.6.0';
const now = join(import.meta.dirname, '..', '..', 'dist');

let before: string;
beforeAll(async () => {
  if (hasHistory()) before = await buildRelease(BEFORE);
}, 300_000);

const STORES: readonly StoreKind[] = ['mariadb', 'postgres'];

if (!hasHistory()) console.warn('The history is cut off here, so no release is built from it: git fetch --unshallow');

describe.skipIf(!hasHistory()).each(STORES)(`runs that wait under ${BEFORE}, with the store on %s,`, (store) => {
  let site: UpgradeSite;
  const runs = new Map<string, string>();
  const runOf = (name: string) => runs.get(name) ?? '';
  const migrations = async (): Promise<string[]> => {
    const sql = 'select name from stevedore.store_migrations order by name';
    return (store === 'mariadb' ? await site.target.query(sql) : await site.local.query(sql, 'store'))
      .trim()
      .split('\n');
  };
  const noteOf = async (database: string) => (await site.target.query(`SELECT text FROM ${database}.note`)).trim();
  const succeeded = async (name: string, detail: Json = {}) => {
    const run = await site.ended(runOf(name));
    expect(run, JSON.stringify(run['error'])).toMatchObject({ status: 'success', ...detail });
  };
  const ofTemporal = async <T>(workflowId: string, ask: (handle: WorkflowHandle) => Promise<T>): Promise<T> => {
    const connection = await Connection.connect({ address: site.temporalAddress });
    try {
      return await ask(new Client({ connection }).workflow.getHandle(workflowId));
    } finally {
      await connection.close();
    }
  };
  /** Of the step that a run is at. */
  const tries = (workflowId: string): Promise<number> =>
    ofTemporal(workflowId, async (handle) => {
      const { raw } = await handle.describe();
      return Math.max(0, ...(raw.pendingActivities ?? []).map(({ attempt }) => attempt ?? 0));
    });
  /** The steps that a run has begun, in their order. */
  const steps = (workflowId: string): Promise<string[]> =>
    ofTemporal(workflowId, async (handle) => {
      const { events } = await handle.fetchHistory();
      return (events ?? []).flatMap(({ activityTaskScheduledEventAttributes: step }) => step?.activityType?.name ?? []);
    });
  const proceed = async (name: string) =>
    expect((await site.ask('POST', `/api/v1/runs/${runOf(name)}/proceed`, {})).status).toBe(202);

  beforeAll(async () => {
    site = await startUpgradeSite(store);
    await site.stage.query('create table orders (id int primary key); insert into orders values (1), (2)', 'shop');
    await site.local.query('create table orders (id int primary key)', 'app');
    await site.start(before);
    // Two generations, so that one can be gone back to.
    for (const note of ['first', 'second']) {
      site.putDump('earlier', note);
      const run = await site.ended(await site.run({ pipeline: 'earlier' }));
      expect(run, JSON.stringify(run['error'])).toMatchObject({ status: 'success' });
    }
    expect(await noteOf('earlier')).toBe('second');
    const old = await migrations();

    site.meter.report(140);
    site.putDump('gate', 'after the gate');
    site.putDump('approval', 'approved');
    site.putDump('away', 'from a server that was away');
    site.away.refuse(true);
    for (const pipeline of ['gate', 'approval', 'missing', 'service']) runs.set(pipeline, await site.run({ pipeline }));
    const reader = new pg.Client({ host: site.local.host, port: site.local.port, user: 'postgres', database: 'app' });
    reader.on('error', () => undefined);
    await reader.connect();
    await reader.query('begin; select count(*) from orders');
    runs.set('sync', await site.run({ pipeline: 'local', source: 'stage' }));
    await site.waiting(runOf('gate'), 'load');
    await site.waiting(runOf('approval'), 'publish');
    await site.waiting(runOf('missing'), 'retry');
    await site.waiting(runOf('sync'), 'publish');
    await site.waiting(runOf('service'), 'source');
    // The last, for a step has its tries for half a minute only.
    runs.set('away', await site.run({ pipeline: 'away' }));
    await eventually('a second try of a step', async () => ((await tries('dump-import/away')) > 1 ? true : undefined));

    await site.start(now);
    await reader.query('rollback');
    await reader.end();
    expect(await migrations()).toEqual(expect.arrayContaining(old));
    expect((await migrations()).length).toBeGreaterThan(old.length);
  }, 300_000);

  afterAll(async () => {
    await site?.stop();
  });

  it('still say why they wait', async () => {
    expect(await site.waiting(runOf('gate'))).toMatchObject({ kind: 'load' });
    expect(await site.waiting(runOf('approval'))).toMatchObject({ kind: 'publish' });
    expect(await site.waiting(runOf('missing'))).toMatchObject({ kind: 'retry' });
  });

  it('end as a success when the gate is opened by hand', async () => {
    await proceed('gate');
    await succeeded('gate');
    expect(await noteOf('gate')).toBe('after the gate');
  });

  it('publish what was loaded before, once it is approved', async () => {
    const loaded = await steps('dump-import/approval');
    expect(loaded.filter((step) => /stage|load/i.test(step)).length).toBeGreaterThan(0);
    expect((await site.ask('POST', `/api/v1/runs/${runOf('approval')}/publish-now`, {})).status).toBe(202);
    await succeeded('approval', { attempt: 1 });
    expect(await noteOf('approval')).toBe('approved');
    const since = (await steps('dump-import/approval')).slice(loaded.length);
    expect(since.filter((step) => /stage|load|fetch|extract/i.test(step))).toEqual([]);
  });

  it('begin their next attempt, and end well, when what was missing is there', async () => {
    site.putDump('missing', 'came late');
    await proceed('missing');
    await succeeded('missing', { attempt: 2 });
    expect(await noteOf('missing')).toBe('came late');
  });

  it('repeat the step that failed, when its server is back', async () => {
    site.away.refuse(false);
    // On a slow machine its tries have come to an end meanwhile, and the run waits for its next attempt.
    await site.ask('POST', `/api/v1/runs/${runOf('away')}/proceed`, {});
    await succeeded('away');
    expect(await noteOf('away')).toBe('from a server that was away');
  });

  it('ask a web service again that wanted to be left alone', async () => {
    site.service.answer();
    await proceed('service');
    await succeeded('service');
    expect(await site.local.query('select count(*) from item', 'tables')).toBe('2');
  });

  it('copy a database that readers have let go', async () => {
    await succeeded('sync');
    expect(await site.local.query('select count(*) from orders', 'app')).toBe('2');
  });

  it('leave their generations and their history to the new code', async () => {
    const { body } = await site.ask('POST', '/api/v1/pipelines/earlier/rollback', {});
    expect(await site.ended(String(body['run_id']))).toMatchObject({ status: 'success' });
    expect(await noteOf('earlier')).toBe('first');
    const { body: listed } = await site.ask('GET', '/api/v1/runs?pipeline=earlier');
    expect((listed['runs'] as Json[]).map(({ status }) => status)).toEqual(['success', 'success', 'success']);
  });
});
