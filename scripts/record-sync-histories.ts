/**
 * Records the histories of database syncs for the replay test: `node --import tsx scripts/record-sync-histories.ts`,
 * after a build. Record from released code only. Each `--only <name>` records one. Never replaces an existing file.
 */
import pg from 'pg';
import { startCommitFront } from '../test/support/commit-front.js';
import { endTriesOf } from '../test/support/end-tries.js';
import { eventually } from '../test/support/eventually.js';
import { freePort } from '../test/support/free-port.js';
import { startSyncSite } from '../test/sync/sync-site.js';
import { startHistoryRecorder } from './history-recorder.js';

// A connection of an account whose log-ins can be refused for a while; the others serve the records, too.
// Another one leads to the target by a way on which a COMMIT can go unheard.
const way = await freePort();
const site = await startSyncSite(async ({ stage }) => {
  await stage.query(`create role reads login password 'x' in role pg_read_all_data`);
  return {
    SYNC_DATABASE_ARCHIVE: `postgres://reads:x@127.0.0.1:${stage.port}/shop`,
    SYNC_DATABASE_BEHIND: `postgres://postgres:x@127.0.0.1:${way}/app`,
  };
});
const { ended, record, wants, close } = await startHistoryRecorder(site.env['TEMPORAL_ADDRESS'] ?? '', site);
const sync = { pipeline: 'local', source: 'stage' };
try {
  await site.stage.query(
    `create table public.orders (id int primary key, note text);
     insert into public.orders select i, repeat(md5(i::text), 20) from generate_series(1, 1000) i`,
    'shop',
  );
  await site.local.query('create table public.orders (id int primary key); create schema outside', 'app');
  if (wants('sync-success')) await record('sync-success', await ended(sync));
  if (wants('sync-backup')) await record('sync-backup', await ended({ ...sync, backup: 'file' }));
  if (wants('sync-export', 'sync-import')) {
    const exported = await ended({ pipeline: 'databases', source: 'stage' });
    await record('sync-export', exported);
    const { dump } = (await site.run(exported))['detail'] as { dump: { file: string } };
    await record('sync-import', await ended({ pipeline: 'local', file: dump.file }));
  }
  if (wants('sync-park')) await record('sync-park', await parked());
  if (wants('sync-rollback')) {
    await ended(sync);
    const { body } = await site.ask('POST', '/api/v1/pipelines/local/rollback', {});
    await site.ended(String(body['run_id']));
    await record('sync-rollback', String(body['run_id']));
  }
  if (wants('sync-failed')) {
    // What could not follow the publish is found once everything is built.
    await site.local.query('create materialized view outside.kept as select id from public.orders', 'app');
    await record('sync-failed', await ended(sync));
    await site.local.query('drop materialized view outside.kept', 'app');
  }
  if (wants('sync-unheard')) await record('sync-unheard', await unheard());
  if (wants('sync-retry')) await record('sync-retry', await retried());
  if (wants('sync-killed', 'sync-cancel')) {
    await site.stage.query(
      `insert into public.orders select i, repeat(md5(i::text), 20) from generate_series(1001, 150000) i`,
      'shop',
    );
    const killed = await site.start(sync);
    await copying();
    await site.worker().kill9();
    await site.startWorker();
    await site.ended(killed, 120_000);
    await record('sync-killed', killed);

    const cancelled = await site.start(sync);
    await copying();
    await site.ask('POST', `/api/v1/runs/${cancelled}/cancel`, {});
    await site.ended(cancelled);
    await record('sync-cancel', cancelled);
  }
} finally {
  await site.stop();
  await close();
}
process.exit(0);

/** Somebody reads what would be replaced, and a person says when to try again. */
async function parked(): Promise<string> {
  const reader = new pg.Client({ host: site.local.host, port: site.local.port, user: 'postgres', database: 'app' });
  await reader.connect();
  await reader.query('begin; select count(*) from public.orders');
  const id = await site.start(sync);
  await eventually('the wait', async () => ((await site.run(id))['wait'] === null ? undefined : true), 60_000);
  await reader.query('commit');
  await reader.end();
  await site.ask('POST', `/api/v1/runs/${id}/publish-now`, {});
  await site.ended(id);
  return id;
}

/**
 * The account of the source may not log in for the whole of an attempt; the next one, which a person lets begin at
 * once, looks first whether it is live already.
 */
async function retried(): Promise<string> {
  await site.stage.query('alter role reads connection limit 0');
  const id = await site.start({ ...sync, source: 'archive' });
  await eventually(
    'the wait for the next attempt',
    async () => ((await site.run(id))['wait'] === null ? undefined : true),
    120_000,
  );
  await site.stage.query('alter role reads connection limit -1');
  await site.ask('POST', `/api/v1/runs/${id}/proceed`, {});
  await site.ended(id, 90_000);
  return id;
}

/** Nobody hears of its COMMIT, and nobody reaches the target until no try of the publish is left. */
async function unheard(): Promise<string> {
  const front = await startCommitFront(site.local, way);
  front.arm('answer', /^update .*sync_generations.* set state = 'live'/);
  const id = await site.start({ pipeline: 'behind', source: 'stage' });
  const workflowId = String((await site.run(id))['workflow_id']);
  const watch = endTriesOf(site.env['TEMPORAL_ADDRESS'] ?? '', { workflowId, runId: id }, ['publishSync']);
  await eventually('the wait', async () => ((await site.run(id))['wait'] === null ? undefined : true), 300_000);
  await watch.stop();
  front.open();
  await site.ended(id, 300_000);
  await front.stop();
  return id;
}

async function copying(): Promise<void> {
  await eventually('a copy under way', async () => {
    const large = await site.local.query(
      `select coalesce(sum(pg_relation_size(c.oid)), 0) > 1000000 from pg_class c join pg_namespace n on n.oid = c.relnamespace where nspname = 'imp_public'`,
      'app',
    );
    return large === 't' ? true : undefined;
  });
}
