import { setTimeout as sleep } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectTemporal } from '../../src/connectors/temporal/connect-temporal.js';
import { failLostTries } from '../../src/connectors/temporal/fail-lost-tries.js';
import type { OpenTry } from '../../src/connectors/disk/worker-record.js';
import { eventually } from '../support/eventually.js';
import type { TemporalServer } from '../support/temporal-server.js';
import { startTemporal } from '../support/temporal-server.js';

let temporal: TemporalServer;
let connection: NativeConnection;
let client: ReturnType<typeof connectTemporal>;
let worker: Worker;
let running: Promise<void>;
/** The tokens of the tries that have begun, oldest first. */
const begun: (OpenTry & { attempt: number })[] = [];

beforeAll(async () => {
  temporal = await startTemporal();
  connection = await NativeConnection.connect({ address: temporal.address });
  client = connectTemporal({ address: temporal.address, addressGiven: true, namespace: 'default', tls: 'off' });
  worker = await Worker.create({
    connection,
    taskQueue: 'steps',
    activities: {
      step: async (): Promise<void> => {
        const { info, cancelled } = Context.current();
        const { workflowId = '', runId = '' } = info.workflowExecution ?? {};
        begun.push({
          token: info.base64TaskToken,
          activity: info.activityType,
          workflowId,
          runId,
          attempt: info.attempt,
        });
        const timer = setInterval(() => Context.current().heartbeat(), 200);
        await cancelled.finally(() => clearInterval(timer));
      },
    },
    maxHeartbeatThrottleInterval: '200ms',
  });
  running = worker.run();
});
afterAll(async () => {
  worker.shutdown();
  await running;
  await connection.close();
  await client.connection.close();
  await temporal.stop();
});

/** A step without a workflow: what counts is the try and its token. */
const startStep = async (id: string) => {
  const handle = await client.activity.start('step', {
    ...{ id, taskQueue: 'steps', args: [] },
    startToCloseTimeout: '5 minutes',
    heartbeatTimeout: '30 seconds',
    retry: { initialInterval: '1s' },
  });
  const count = begun.length;
  const open = await eventually('the first try', () => begun[count]);
  return { handle, open };
};

it('makes the next try of a lost worker begin at once, and leaves every other try alone', async () => {
  const lost = await startStep('lost');
  const living = await startStep('living');
  const before = begun.length;
  const told = Date.now();
  expect(
    await failLostTries(client, { pid: 4711, hostId: 'a-host', tries: [lost.open], forget: () => Promise.resolve() }),
  ).toBe(1);
  const second = await eventually('the second try', () => begun[before]);
  expect(Date.now() - told).toBeLessThan(10_000);
  expect(second.attempt).toBe(2);
  expect((await lost.handle.describe()).attempt).toBe(2);

  // The step's new owner is alive: the token of the first try is no longer valid.
  expect(
    await failLostTries(client, { pid: 4711, hostId: 'a-host', tries: [lost.open], forget: () => Promise.resolve() }),
  ).toBe(0);
  await sleep(1_000);
  expect((await lost.handle.describe()).attempt).toBe(2);
  expect((await living.handle.describe()).attempt).toBe(1);
  expect(begun).toHaveLength(before + 1);
  await Promise.all([lost.handle.terminate('the test has ended'), living.handle.terminate('the test has ended')]);
});
