/**
 * Records the histories of the replay test: `node --import tsx scripts/record-histories.ts`, after a build. Record from
 * released code only. Never replaces an existing file: a run of an old release may still be open.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ScheduleOverlapPolicy } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { eventually } from '../test/support/eventually.js';
import { startLoadMeter } from '../test/support/load-meter.js';
import { startPortal } from '../test/support/portal.js';
import { openReader } from '../test/support/reader-session.js';
import { launcherWorkflowId, scheduleId } from '../src/contracts/runs/workflow-ids.js';

const packageJson = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8')) as {
  version: string;
};
const { values } = parseArgs({ options: { release: { type: 'string', default: packageJson.version } } });
const directory = join(import.meta.dirname, '..', 'test', 'replay', 'histories');

const launchers = new Set<string>();
const MAINTENANCE = 'maintenance/maintenance';
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

  // The first INSERT ends with its connection, so the step is retried.
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

  // Two ticks of the Schedule: one finds an open run, and one starts its own.
  await record('launch-beside-another', await tick());
  await portal.post(`/api/v1/runs/${cancel}/cancel`, { by: 'operator' });
  await portal.runEnded(cancel);
  await record('cancel', cancel);
  meter.report(0);
  await record('launch', await tick());
  const ticked = await eventually('the run of the tick', async () => {
    const { body } = await portal.get('/api/v1/runs?limit=1');
    const [run] = body['runs'] as { run_id: string; trigger: string }[];
    return run?.trigger === 'schedule' ? run.run_id : undefined;
  });
  await portal.runEnded(ticked);

  // A reader's open transaction blocks the publish.
  const reader = await openReader(portal.target, ['mvdsb']);
  await reader.query('START TRANSACTION');
  await reader.query('SELECT COUNT(*) FROM mvdsb.person');
  const park = await portal.startRun({ force: true });
  await waiting(park);
  await reader.query('ROLLBACK');
  await reader.end();
  await portal.post(`/api/v1/runs/${park}/publish-now`, { by: 'operator' });
  await portal.runEnded(park);
  await record('park', park);

  const { body } = await portal.post('/api/v1/pipelines/import/rollback', { by: 'operator' });
  const rollback = String(body['run_id']);
  await portal.runEnded(rollback);
  await record('rollback', rollback);

  // All tasks; then one that finds a change and fails.
  const maintained = await maintain({});
  await record('maintenance', maintained, MAINTENANCE);
  await portal.target.query('UPDATE portal64_bdw.game SET idTournament = idTournament ^ 1 WHERE id = 3');
  const changed = await maintain({ tasks: ['verify'] });
  await record('maintenance-changed', changed, MAINTENANCE);
} finally {
  await portal.stop();
  await meter.stop();
}
process.exit(0);

async function maintain(fields: { readonly tasks?: readonly string[] }): Promise<string> {
  const { body } = await portal.post('/api/v1/runs', { pipeline: 'maintenance', by: 'operator', ...fields });
  const runId = String(body['run_id']);
  await portal.runEnded(runId);
  return runId;
}

function waiting(runId: string): Promise<unknown> {
  return eventually('the wait', async () => (await portal.get(`/api/v1/runs/${runId}`)).body['wait'] ?? undefined);
}

/** Triggers the Schedule's launcher now, and returns the launcher's workflow id once it has ended. */
async function tick(): Promise<string> {
  // A launcher's workflow id ends with the second of its tick, so two ticks in one second would be one launcher.
  await setTimeout(1_100);
  const since = Date.now();
  await portal.client.schedule.getHandle(scheduleId('dump-import', 'import')).trigger(ScheduleOverlapPolicy.SKIP);
  return eventually('the launcher', async () => {
    for await (const { workflowId, startTime, status } of portal.client.workflow.list()) {
      const ours = workflowId.startsWith(launcherWorkflowId('import')) && startTime.getTime() >= since - 1_000;
      if (ours && status.name === 'COMPLETED' && !launchers.has(workflowId)) {
        launchers.add(workflowId);
        return workflowId;
      }
    }
    return undefined;
  });
}

/** For an import or rollback by its run id, for a launcher by its workflow id. */
async function record(name: string, id: string, of = 'dump-import/import'): Promise<void> {
  const { workflow } = portal.client;
  const handle = id.startsWith('launch/') ? workflow.getHandle(id) : workflow.getHandle(of, id);
  const history = await handle.fetchHistory();
  mkdirSync(directory, { recursive: true });
  const file = join(directory, `${values.release}-${name}.json`);
  // Removes this machine's project path.
  const text = historyToJSON(history).replaceAll(`file://${process.cwd()}/`, '').replaceAll(`${process.cwd()}/`, '');
  writeFileSync(file, `${text}\n`, { flag: 'wx' });
  console.log(`${name}: ${history.events?.length ?? 0} events`);
}
