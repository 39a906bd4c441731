import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishGeneration } from '../../src/database-sync/publish/publish-generation.js';
import { generationsOf } from '../../src/database-sync/publish/generations-of.js';
import { rollbackGeneration } from '../../src/database-sync/publish/rollback-generation.js';
import { takeEpoch } from '../../src/database-sync/fence/take-epoch.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.js';
import type { PassingStatement, PostgresProxy } from '../support/postgres-proxy.js';
import { startPostgresProxy } from '../support/postgres-proxy.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';
import type { PostgresSwitch } from '../support/postgres-switch.js';
import { startPostgresSwitch } from '../support/postgres-switch.js';
import { postgresSettings, stageByHand, tablesOf } from './hand-made-generation.js';
import type { SyncSite } from './sync-site.js';
import { startSyncSite } from './sync-site.js';

describe('where the answer to COMMIT is lost and the target is away until no try is left', () => {
  let site: SyncSite;
  let proxy: PostgresProxy;
  let front: PostgresSwitch;
  /** How many times the run has asked for its mark since the commit, and the one that is answered. */
  let asked = 0;
  let answered = 0;
  beforeAll(async () => {
    const port = await freePort();
    site = await startSyncSite({ SYNC_DATABASE_LOCAL: `postgres://postgres:x@127.0.0.1:${port}/app` });
    proxy = await startPostgresProxy(site.local.port);
    // Elsewhere nobody knows the database, which ends a step at once; a server that is not there costs it minutes.
    front = await startPostgresSwitch(port, (name) => {
      if (proxy.fired.length > 0 && name === 'stevedore') asked += 1;
      return proxy.fired.length > 0 && asked < answered ? site.stage.port : proxy.port;
    });
    await site.stage.query(
      'create table public.orders as select 0 as edition, i as id from generate_series(1, 50) i',
      'shop',
    );
    await site.local.query('create table public.orders (edition int, id int)', 'app');
  });
  afterAll(async () => {
    await front?.stop();
    await proxy?.stop();
    await site?.stop();
  });

  const commitOf = (mark: RegExp) => {
    let pid = 0;
    return (statement: PassingStatement) => {
      if (mark.test(statement.sql)) pid = statement.pid;
      return statement.sql === 'commit' && statement.pid === pid;
    };
  };
  const MARK = /^update .*sync_generations.* set state = 'live'/;
  const live = () => site.local.query('select distinct edition from public.orders', 'app');
  const madeLiveBy = () =>
    site.local.query(`select made_live_by from stevedore.sync_generations where state = 'live'`, 'app');

  // Each of the two tries of the publish asks once, too.
  it.each([
    ['as soon as the step has failed', 3],
    ['only when it is asked once more', 4],
  ] as const)('a run is a success that hears of its mark %s', async (_, nth) => {
    await site.stage.query(`update public.orders set edition = ${nth}`, 'shop');
    [asked, answered] = [0, nth];
    proxy.arm('answer', commitOf(MARK));
    const id = await site.start({ pipeline: 'local', source: 'stage' });
    const run = await site.ended(id, 120_000);
    expect([proxy.fired.length, asked >= nth]).toEqual([1, true]);
    expect(run).toMatchObject({ status: 'success', error: null });
    expect([await live(), await madeLiveBy()]).toEqual([String(nth), id]);
    // In its first attempt: no other one asks for it.
    expect(run['attempt'] ?? 1).toBe(1);
  });

  it('a rollback is a success, too', async () => {
    [asked, answered] = [0, 3];
    proxy.arm('answer', commitOf(MARK));
    const started = await site.ask('POST', '/api/v1/pipelines/local/rollback', {});
    expect(started.status).toBe(202);
    const id = String(started.body['run_id']);
    expect(await site.ended(id, 120_000)).toMatchObject({ status: 'success', error: null });
    expect([proxy.fired.length, await live(), await madeLiveBy()]).toEqual([1, '3', id]);
  });
});

describe('a COMMIT that the server is still about', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    // A commit waits for a standby that never answers; those of other sessions do not.
    server = await startPostgres({ settings: ['synchronous_commit=local'] });
    await server.query(tablesOf('public', 0));
  });
  afterAll(() => server.stop());

  const standby = async (names: string) => {
    await server.query(`alter system set synchronous_standby_names = '${names}'`);
    await server.query('select pg_reload_conf()');
    await eventually('the setting', async () =>
      (await server.query('show synchronous_standby_names')) === names ? true : undefined,
    );
  };

  it.each(['publish', 'rollback'] as const)('is awaited by who asks whether a %s has happened', async (what) => {
    const target = postgresSettings(server);
    const staged = await stageByHand(server, target, what === 'publish' ? 1 : 2);
    if (what === 'rollback') await publishGeneration(target, { epoch: staged });
    const epoch = what === 'publish' ? staged : await takeEpoch(target, `back-${what}`, { applicationName: 'test' });
    await standby('nobody');
    const proxy = await startPostgresProxy(server.port);
    const through = { ...target, address: { host: proxy.host, port: proxy.port } };
    proxy.arm('client', () => false);
    const going = (what === 'publish' ? publishGeneration : rollbackGeneration)(through, { epoch }).then(
      () => 'live',
      () => 'lost',
    );
    await eventually('the commit that waits', async () =>
      (await server.query(`select count(*) from pg_stat_activity where wait_event = 'SyncRep'`)) === '1'
        ? true
        : undefined,
    );
    await proxy.stop();
    expect(await going).toBe('lost');
    let heard = false;
    const answer = generationsOf(target)
      .liveBy(epoch.runId)
      .finally(() => (heard = true));
    await sleep(1_000);
    expect(heard).toBe(false);
    await standby('');
    expect((await answer)?.madeLiveBy).toBe(epoch.runId);
  });
});
