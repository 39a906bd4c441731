/**
 * Records the histories of workflows that are no runs for the replay test: notifications, what a worker is asked to
 * look at, and the second flush of a cache: `node --import tsx scripts/record-notification-histories.ts`, after a
 * build. Record from released code only. Each `--only <name>` records one. Never replaces an existing file.
 */
import { examineWorkflowId } from '../src/contracts/examine/examine-input.js';
import { flushAgainWorkflowId } from '../src/contracts/dump-import/names.js';
import { eventually } from '../test/support/eventually.js';
import { startPortal } from '../test/support/portal.js';
import { startWebhookReceiver } from '../test/support/webhook-receiver.js';
import { startHistoryRecorder } from './history-recorder.js';

const late = await startWebhookReceiver([500, 503]);
const gone = await startWebhookReceiver([410]);
const receiver = (url: string) => ({ url, events: ['success'], retry_delay: '200ms' });
const portal = await startPortal({
  change: {
    network: { allow: ['127.0.0.1'] },
    redis: { flush_again_after: '2s' },
    notifications: { late: receiver(late.url), gone: receiver(gone.url) },
  },
});
const recorder = await startHistoryRecorder(portal.temporal.address, {
  start: () => Promise.reject(new Error('not needed')),
  ended: () => Promise.reject(new Error('not needed')),
  run: async (id) => (await portal.get(`/api/v1/runs/${id}`)).body,
});
try {
  await portal.makeArchives();
  await Promise.all([portal.startWorker(), portal.startServer()]);
  await portal.post('/api/v1/pipelines/import/check', {});
  await recorder.recordOf('examine-check', examineWorkflowId({ what: 'check', pipeline: 'import' }));
  await portal.post('/api/v1/pipelines/import/preview', { wait_seconds: 60 });
  await recorder.recordOf('examine-preview', examineWorkflowId({ what: 'preview', pipeline: 'import' }));

  const run = await portal.startRun();
  await portal.runEnded(run);
  for (const [name, state] of [
    ['late', 'delivered'],
    ['gone', 'failed'],
  ] as const) {
    const told = await eventually(`"${name}" is ${state}`, async () => {
      const { body } = await portal.get('/api/v1/notifications');
      const all = body['notifications'] as { receiver: string; state: string }[];
      return all.find((one) => one.receiver === name && one.state === state);
    });
    // It was tried three times, and after each try the store was told why it failed.
    await recorder.recordOf(`notification-${told.state}`, `notification/${name}/success/${run}`);
  }
  await recorder.recordOf('flush-again', flushAgainWorkflowId('import'));
} finally {
  await recorder.close();
  await portal.stop();
  await late.stop();
  await gone.stop();
}
process.exit(0);
