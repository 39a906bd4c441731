/**
 * Records the histories that the replay test replays: `node --import tsx scripts/record-histories.ts`, after `npm run build`.
 * Record from released code only, and add files instead of replacing them: a run of an old release may still be open.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { eventually } from '../test/support/eventually.js';
import { startLoadMeter } from '../test/support/load-meter.js';
import { startPortal } from '../test/support/portal.js';

const { values } = parseArgs({ options: { release: { type: 'string', default: '0.1.0' } } });
const directory = join(import.meta.dirname, '..', 'test', 'replay', 'histories');

const meter = await startLoadMeter();
const portal = await startPortal({
  change: {
    import: { load_check: { enabled: true, metrics_url: meter.url, delay_duration: '1h', max_delays: 2 } },
  },
});
try {
  await portal.makeArchives();
  await Promise.all([portal.startWorker(), portal.startServer()]);

  const success = await portal.startRun();
  await portal.runEnded(success);
  await record('success', success);

  const skip = await portal.startRun();
  await portal.runEnded(skip);
  await record('skip', skip);

  // The first INSERT ends with its connection, so the step is tried again.
  let struck = false;
  portal.mysqlProxy.setHooks({
    onQuery: (sql, { user }) => {
      if (struck || user !== 'stevedore_loader' || !/^\s*INSERT/i.test(sql)) return 'forward';
      struck = true;
      return { kill: () => undefined, when: 'before' };
    },
  });
  const retry = await portal.startRun({ force: true });
  await portal.runEnded(retry);
  await record('retry', retry);

  meter.report(500);
  const wait = await portal.startRun({ force: true });
  await waiting(wait);
  await portal.post(`/api/v1/runs/${wait}/proceed`, { by: 'operator' });
  await portal.runEnded(wait);
  await record('wait', wait);

  const cancel = await portal.startRun({ force: true });
  await waiting(cancel);
  await portal.post(`/api/v1/runs/${cancel}/cancel`, { by: 'operator' });
  await portal.runEnded(cancel);
  await record('cancel', cancel);
} finally {
  await portal.stop();
  await meter.stop();
}
process.exit(0);

function waiting(runId: string): Promise<unknown> {
  return eventually('the wait', async () => (await portal.get(`/api/v1/runs/${runId}`)).body['wait'] ?? undefined);
}

async function record(name: string, runId: string): Promise<void> {
  const history = await portal.client.workflow.getHandle('dump-import/import', runId).fetchHistory();
  mkdirSync(directory, { recursive: true });
  const file = join(directory, `${values.release}-${name}.json`);
  // Where this machine keeps the project is nobody's business.
  const text = historyToJSON(history).replaceAll(`file://${process.cwd()}/`, '').replaceAll(`${process.cwd()}/`, '');
  writeFileSync(file, `${text}\n`);
  console.log(`${name}: ${history.events?.length ?? 0} events`);
}
