/**
 * Records the histories of database syncs for the replay test: `node --import tsx scripts/record-sync-histories.ts`,
 * after a build. Record from released code only. Each `--only <name>` records one. Never replaces an existing file.
 */
import pg from 'pg';
import { eventually } from '../test/support/eventually.js';
import { startSyncSite } from '../test/sync/sync-site.js';
import { startHistoryRecorder } from './history-recorder.js';

const site = await startSyncSite();
const { ended, record, close } = await startHistoryRecorder(site.env['TEMPORAL_ADDRESS'] ?? '', site);
const sync = { pipeline: 'local', source: 'stage' };
try {
  await site.stage.query(
    `create table public.orders (id int primary key, note text);
     insert into public.orders select i, repeat(md5(i::text), 20) from generate_series(1, 1000) i`,
    'shop',
  );
  await site.local.query('create table public.orders (id int primary key); create schema outside', 'app');
  await record('sync-success', await ended(sync));
  await record('sync-backup', await ended({ ...sync, backup: 'file' }));
  const exported = await ended({ pipeline: 'databases', source: 'stage' });
  await record('sync-export', exported);
  const { dump } = (await site.run(exported))['detail'] as { dump: { file: string } };
  await record('sync-import', await ended({ pipeline: 'local', file: dump.file }));

  // Somebody reads what would be replaced, and a person says when to try again.
  const reader = new pg.Client({ host: site.local.host, port: site.local.port, user: 'postgres', database: 'app' });
  await reader.connect();
  await reader.query('begin; select count(*) from public.orders');
  const parked = await site.start(sync);
  await eventually('the wait', async () => ((await site.run(parked))['wait'] === null ? undefined : true), 60_000);
  await reader.query('commit');
  await reader.end();
  await site.ask('POST', `/api/v1/runs/${parked}/publish-now`, {});
  await site.ended(parked);
  await record('sync-park', parked);

  const { body } = await site.ask('POST', '/api/v1/pipelines/local/rollback', {});
  await site.ended(String(body['run_id']));
  await record('sync-rollback', String(body['run_id']));

  // What could not follow the publish is found once everything is built.
  await site.local.query('create materialized view outside.kept as select id from public.orders', 'app');
  await record('sync-failed', await ended(sync));
  await site.local.query('drop materialized view outside.kept', 'app');

  // Nobody may log in at the source for the whole of an attempt; the next one looks first whether it is live already.
  const logins = (allowed: boolean) => site.stage.query(`alter database shop allow_connections ${allowed}`);
  await logins(false);
  const retried = await site.start(sync);
  await eventually(
    'the failed attempt',
    async () => ((await site.run(retried))['last_failure'] === null ? undefined : true),
    60_000,
  );
  await logins(true);
  await site.ended(retried, 90_000);
  await record('sync-retry', retried);

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
} finally {
  await site.stop();
  await close();
}
process.exit(0);

async function copying(): Promise<void> {
  await eventually('a copy under way', async () => {
    const large = await site.local.query(
      `select coalesce(sum(pg_relation_size(c.oid)), 0) > 1000000 from pg_class c join pg_namespace n on n.oid = c.relnamespace where nspname = 'imp_public'`,
      'app',
    );
    return large === 't' ? true : undefined;
  });
}
