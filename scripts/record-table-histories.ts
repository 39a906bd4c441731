/**
 * Records the histories of table imports for the replay test: `node --import tsx scripts/record-table-histories.ts`,
 * after a build. Record from released code only. Each `--only <name>` records one. Never replaces an existing file.
 */
import { randomBytes } from 'node:crypto';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../test/support/eventually.js';
import { PARTNER, startPagesService } from '../test/tables/pages-service.js';
import { startProjectSite } from '../test/tables/project-site.js';
import { startHistoryRecorder } from './history-recorder.js';

const pipeline = (pattern: string, table: object) => ({
  kind: 'table-import',
  source: { connection: 'files', path: './out', file_pattern: pattern },
  target: { connection: 'main' },
  retry: { max_attempts: 2, retry_delay: '1s' },
  tables: [{ file_pattern: '*', target_table: 'items', primary_key: 'id', ...table }],
});
const service = await startPagesService();
const site = await startProjectSite({
  config: {
    network: { allow: [PARTNER, '127.0.0.1'] },
    secrets: { key: randomBytes(32).toString('base64') },
    callbacks: { secret: `whsec_${randomBytes(24).toString('base64')}` },
    connections: { partner: { kind: 'http', base_url: service.base } },
    pipelines: {
      once: pipeline('*.csv', {}),
      batches: pipeline('batch*.csv', { commit: 'batches', batch_size: 100 }),
      pages: {
        ...pipeline('', {}),
        source: { connection: 'partner', path: 'items', pagination: { type: 'page', limit: 2 } },
      },
      growing: { ...pipeline('', {}), source: { path: './inbox/grow*.csv' } },
    },
  },
});
const { ended, record, close } = await startHistoryRecorder(site.temporal, site);
try {
  await site.postgres.query('create table items (id int primary key, name varchar(40) not null)');
  const put = (name: string, text: string): void => writeFileSync(join(site.remote, name), text);
  const rows = (from: number, to: number): string =>
    Array.from({ length: to - from }, (_, at) => `${from + at},n${from + at}\n`).join('');

  // Five files, four at a time, one of which cannot be read: another attempt has nothing to do.
  for (const n of [1, 2, 3, 4]) put(`f${n}.csv`, `id,name\n${rows(n * 10, n * 10 + 5)}99,\n`);
  await record('tables-success', await ended({ pipeline: 'once' }));
  await record('tables-skip', await ended({ pipeline: 'once' }));
  await record('tables-dry-run', await ended({ pipeline: 'once', dry_run: true }));
  put('f5.csv', 'id,name\n');
  const failed = await ended({ pipeline: 'once', force: true });
  await record('tables-failed', failed);
  put('f5.csv', 'id,name\n55,five\n56,\n');
  const rejecting = await ended({ pipeline: 'once' });
  const { body } = await site.ask('POST', `/api/v1/runs/${rejecting}/rejects/replay`, {});
  const replay = String(body['run_id']);
  await site.ended(replay);
  await record('tables-replay', replay);

  put('batch.csv', `id,name\n${rows(1_000, 3_000)}`);
  await record('tables-batches', await ended({ pipeline: 'batches' }));
  put('batch.csv', `id,name\n${rows(1_000, 200_000)}`);
  const cancelled = await site.start({ pipeline: 'batches' });
  await eventually('some rows', async () =>
    Number(await site.postgres.query('select count(*) from items where id > 3000')) > 500 ? true : undefined,
  );
  await site.ask('POST', `/api/v1/runs/${cancelled}/cancel`, {});
  await site.ended(cancelled);
  await record('tables-cancel', cancelled);

  // A file that is still written fails an attempt, and the next one takes it up.
  const growing = join(site.inbox, 'grow.csv');
  writeFileSync(growing, 'id,name\n');
  let id = 300_000;
  const timer = setInterval(() => appendFileSync(growing, `${++id},n\n`), 3);
  const retried = await site.start({ pipeline: 'growing' });
  await eventually('the failed attempt', async () =>
    (await site.run(retried))['last_failure'] === null ? undefined : true,
  );
  clearInterval(timer);
  await site.ended(retried);
  await record('tables-retry', retried);

  // The service asks to wait; somebody says proceed, and then the wait is over by itself.
  let waits = 2;
  service.on('items', ({ url }, response) => {
    const page = Number(url.searchParams.get('page'));
    if (page === 2 && waits-- > 0) response.writeHead(429, { 'retry-after': waits > 0 ? '600' : '31' }).end();
    else response.end(JSON.stringify(page > 2 ? [] : [{ id: 400_000 + page, name: 'n' }]));
  });
  const waiting = await site.start({ pipeline: 'pages' });
  await eventually('the wait', async () => ((await site.run(waiting))['wait'] === null ? undefined : true));
  await site.ask('POST', `/api/v1/runs/${waiting}/proceed`, {});
  await site.ended(waiting, 90_000);
  await record('tables-wait', waiting);

  // A job of a project, whose definition is in the store, with a callback; and the replay of its reject.
  const database = await site.ask('POST', '/connections', { name: 'jobs', database_url: site.databaseUrl('x') });
  const config = {
    sftp: { ...site.sftp() },
    tables: [{ file_pattern: 'job.csv', target_table: 'items', primary_key: 'id', db_schema: 'public' }],
    callback: { url: `${site.receiver.url}/done` },
  };
  await site.ask('POST', '/projects', { name: 'jobs', connection_id: database.body['id'], config });
  put('job.csv', 'id,name\n500001,a\n500002,\n');
  const job = await site.endedJob(await site.importing({ project: 'jobs' }));
  const ofJob = String(job['run_id']);
  await site.calledBack('/done');
  await site.ended(ofJob);
  await record('tables-project', ofJob);
  const { rejects } = (await site.ask('GET', `/api/v1/runs/${ofJob}/rejects`)).body as { rejects: { n: string }[] };
  await site.ask('PATCH', `/api/v1/runs/${ofJob}/rejects/${rejects[0]?.n}`, { raw: '500002,b' });
  const again = String((await site.ask('POST', `/api/v1/runs/${ofJob}/rejects/replay`, {})).body['run_id']);
  await site.ended(again);
  await record('tables-project-replay', again);
} finally {
  service.close();
  await site.stop();
  await close();
}
process.exit(0);
