import type { Client } from '@temporalio/client';
import { expect, it } from 'vitest';
import { within } from './within.js';

/** Only carries the deadline; what the call does is the test's. */
const client = { connection: { withDeadline: <T>(_: number, call: () => Promise<T>) => call() } } as unknown as Client;

/** As the client wraps what a starved server answered to the question for a Schedule. */
const starved = (): Error =>
  new Error('Failed to describe schedule', {
    cause: Object.assign(
      new Error('9 FAILED_PRECONDITION: no poller seen for task queue recently, worker may be down'),
      { code: 9 },
    ),
  });

it('a Schedule that the server cannot read without its own worker is requested again, and finally counts as unreachable', async () => {
  let asked = 0;
  const read = within(client, { ms: 2_000, action: 'Reading', repeat: true }, () => {
    asked += 1;
    return asked < 3 ? Promise.reject(starved()) : Promise.resolve('read');
  });
  expect(await read).toBe('read');
  await expect(
    within(client, { ms: 300, action: 'Reading', repeat: true }, () => Promise.reject(starved())),
  ).rejects.toMatchObject({
    code: 'TEMPORAL_UNREACHABLE',
  });
});
