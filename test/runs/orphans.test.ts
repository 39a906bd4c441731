import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pipelineWorkflowId } from '../../src/contracts/runs/workflow-ids.js';
import { eventually } from '../support/eventually.js';
import type { Portal } from '../support/portal.js';
import { startPortal } from '../support/portal.js';
import type { ProductProcess } from '../support/worker-process.js';

let portal: Portal;
let worker: ProductProcess;

beforeAll(async () => {
  portal = await startPortal({ change: { import: { publish: { approval: 'required' } } } });
  await portal.makeArchives({ date: '20260301' });
  [worker] = await Promise.all([portal.startWorker(), portal.startServer()]);
  const runId = await parkedRun();
  await portal.post(`/api/v1/runs/${runId}/publish-now`);
  expect(await portal.runEnded(runId)).toMatchObject({ status: 'success' });
});
afterAll(() => portal.stop());

/** A run that has loaded everything and waits for its approval. */
const parkedRun = async (): Promise<string> => {
  const runId = await portal.startRun({ force: true });
  await eventually('a wait to publish', async () => {
    const { body } = await portal.get(`/api/v1/runs/${runId}`);
    return (body['wait'] as { kind?: string } | null)?.kind === 'publish' ? true : undefined;
  });
  return runId;
};

/** Ends it as an administrator of Temporal may: nothing of it runs any more, not even its clean-up. */
const terminate = (runId: string) =>
  portal.client.workflow.getHandle(pipelineWorkflowId('dump-import', 'import'), runId).terminate('test');

const workFolder = () => join(portal.folder, 'data/import/temp/import');
const staging = () => portal.target.query("SHOW DATABASES LIKE 'imp\\_%'");

it('the next run removes what a terminated one left, even if it has nothing to import itself', async () => {
  const runId = await parkedRun();
  await terminate(runId);
  expect(await staging()).toBe('imp_mvdsb\nimp_portal64_bdw');
  expect(readdirSync(workFolder())).toEqual([runId]);
  const next = await portal.runEnded(await portal.startRun());
  expect(next).toMatchObject({ status: 'skipped' });
  expect(await staging()).toBe('');
  expect(await portal.target.query('SELECT COUNT(*) FROM stevedore.staged')).toBe('0');
  const logs = await portal.get(`/api/v1/runs/${String(next['run_id'])}/logs`);
  expect(JSON.stringify(logs.body)).toContain('Removed what an ended run had left: staging');
});

it('a worker that starts removes it too, keeps the work files of the two runs that failed last, and leaves an open run alone', async () => {
  const gone = await parkedRun();
  await worker.stop();
  await terminate(gone);
  for (const old of ['old-1', 'old-2']) mkdirSync(join(workFolder(), old));
  worker = await portal.startWorker();
  expect(await staging()).toBe('');
  expect(readdirSync(workFolder())).toHaveLength(2);
  const open = await parkedRun();
  await worker.stop();
  worker = await portal.startWorker();
  expect(await staging()).toBe('imp_mvdsb\nimp_portal64_bdw');
  await portal.post(`/api/v1/runs/${open}/publish-now`);
  expect(await portal.runEnded(open)).toMatchObject({ status: 'success' });
  // Now a later run has published.
  expect(readdirSync(workFolder())).toEqual([]);
});
