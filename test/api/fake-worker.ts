import { fileURLToPath } from 'node:url';
import { cancelled, heartbeat } from '@temporalio/activity';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { TASK_QUEUE } from '../../src/contracts/temporal-names.js';

/** A worker in a separate process, so that a test can freeze it: `tsx fake-worker.ts ADDRESS`; prints `ready`. */
export const fakeActivities = {
  load: async (): Promise<void> => {
    const beat = () =>
      heartbeat({ step: 'importing_database_mvdsb', database: 'mvdsb', done: 500, total: 1_000, detail: 'person' });
    beat();
    const timer = setInterval(beat, 200);
    try {
      await cancelled();
    } finally {
      clearInterval(timer);
    }
  },
};
export type FakeActivities = typeof fakeActivities;

const main = async (address: string): Promise<void> => {
  Runtime.install({ workerHeartbeatInterval: '1s', telemetryOptions: { logging: { filter: 'OFF' } } });
  const worker = await Worker.create({
    connection: await NativeConnection.connect({ address }),
    taskQueue: TASK_QUEUE,
    workflowsPath: fileURLToPath(new URL('./fake-workflows.ts', import.meta.url)),
    activities: fakeActivities,
    maxHeartbeatThrottleInterval: '200ms',
  });
  console.log('ready');
  await worker.run();
};

const address = process.argv[2];
if (process.argv[1] === fileURLToPath(import.meta.url) && address !== undefined) await main(address);
