/**
 * Records the histories of table exports for the replay test: `node --import tsx scripts/record-export-histories.ts`,
 * after a build. Record from released code only. Never replaces an existing file.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { eventually } from '../test/support/eventually.js';
import { startImportSite } from '../test/tables/import-site.js';

const packageJson = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8')) as {
  version: string;
};
const { values } = parseArgs({ options: { release: { type: 'string', default: packageJson.version } } });
const directory = join(import.meta.dirname, '..', 'test', 'replay', 'histories');

// Processes that are being stopped keep nothing alive.
const alive = setInterval(() => undefined, 1_000);

const pipeline = (...tables: readonly object[]) => ({
  kind: 'table-export',
  source: { connection: 'main' },
  retry: { max_attempts: 2, retry_delay: '1s' },
  tables,
});
const site = await startImportSite({
  config: {
    resources: { items: { connection: 'main', key: 'id' } },
    pipelines: {
      both: pipeline({ table: 'items' }, { table: 'items', format: 'ndjson' }),
      slow: pipeline({ table: 'items' }, { table: 'slow' }),
      gone: pipeline({ table: 'items' }, { table: 'gone' }),
    },
  },
});
const connection = await Connection.connect({ address: site.temporal });
const client = new Client({ connection });
try {
  await site.postgres.query(`create table items as select n as id, 'name ' || n as name from generate_series(1, 1000) n;
    create view slow as select id, case when id % 10 = 0 then pg_sleep(0.1)::text end as nap from items`);
  await record('exports-success', await ended('both'));
  await record('exports-failed', await ended('gone'));

  const cancelled = await site.start({ pipeline: 'slow' });
  await writing(cancelled, 'slow');
  await site.ask('POST', `/api/v1/runs/${cancelled}/cancel`, {});
  await site.ended(cancelled);
  await record('exports-cancel', cancelled);

  // A session that is ended is another try of the step.
  const again = await site.start({ pipeline: 'slow' });
  await writing(again, 'slow');
  await site.postgres.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'stevedore export'`,
  );
  await site.ended(again);
  await record('exports-try', again);

  const { body } = await site.ask('POST', '/v1/exports', { idempotency_key: 'history', resource_type: 'items' });
  const job = await eventually('the end of the job', async () => {
    const found = await site.ask('GET', `/v1/exports/${String(body['job_id'])}`);
    return found.body['completed_at'] === null ? undefined : String(body['job_id']);
  });
  const { body: runs } = await site.ask('GET', '/api/v1/runs?pipeline=exports');
  const [run] = runs['runs'] as { run_id: string }[];
  if (run === undefined) throw new Error(`There is no run of the job ${job}`);
  await site.ended(run.run_id);
  await record('exports-job', run.run_id);
} finally {
  await connection.close();
  await site.stop();
  clearInterval(alive);
}
process.exit(0);

async function ended(name: string): Promise<string> {
  const id = await site.start({ pipeline: name });
  await site.ended(id);
  return id;
}

async function writing(id: string, step: string): Promise<void> {
  await eventually(`the step of ${step}`, async () =>
    String((await site.run(id))['step'] ?? (await site.run(id))['current_step']).includes(step) ? true : undefined,
  );
}

async function record(name: string, runId: string): Promise<void> {
  const { workflow_id: workflowId, status } = await site.run(runId);
  const history = await client.workflow.getHandle(String(workflowId), runId).fetchHistory();
  const file = join(directory, `${values.release}-${name}.json`);
  // Removes this machine's project path.
  const text = historyToJSON(history).replaceAll(`file://${process.cwd()}/`, '').replaceAll(`${process.cwd()}/`, '');
  writeFileSync(file, `${text}\n`, { flag: 'wx' });
  console.log(`${name}: ${String(status)}, ${history.events?.length ?? 0} events`);
}
