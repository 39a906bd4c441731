import type { Client } from '@temporalio/client';
import { expect, it } from 'vitest';
import { within } from './within.js';

/** Only carries the deadline; what the call does is the test's. */
const client = { connection: { withDeadline: <T>(_: number, call: () => Promise<T>) => call() } } as unknown as Client;

/** As the client wraps what a server answered to the question for a Schedule. */
const answered = (code: number, text: string): Error =>
  new Error('Failed to describe schedule', { cause: Object.assign(new Error(`${code} ${text}`), { code }) });

it.each<[string, Error]>([
  [
    'a Schedule that the server cannot read without its own worker',
    answered(9, 'FAILED_PRECONDITION: no poller seen for task queue recently, worker may be down'),
  ],
  ['a workflow that is busy', answered(8, 'RESOURCE_EXHAUSTED: Workflow is busy.')],
  ['a Schedule that many ask for at once', answered(8, 'RESOURCE_EXHAUSTED: consistent query buffer is full')],
])('%s is requested again, and finally counts as unreachable', async (_what, error) => {
  let asked = 0;
  const read = within(client, { ms: 2_000, action: 'Reading', repeat: true }, () => {
    asked += 1;
    return asked < 3 ? Promise.reject(error) : Promise.resolve('read');
  });
  expect(await read).toBe('read');
  await expect(
    within(client, { ms: 300, action: 'Reading', repeat: true }, () => Promise.reject(error)),
  ).rejects.toMatchObject({
    code: 'TEMPORAL_UNREACHABLE',
  });
});

it('what the server is too busy to take is sent again, also where it changes something; a lost answer is not', async () => {
  const busy = answered(8, 'RESOURCE_EXHAUSTED: namespace rate limit exceeded');
  let asked = 0;
  const start = within(client, { ms: 2_000, action: 'Starting' }, () => {
    asked += 1;
    return asked < 3 ? Promise.reject(busy) : Promise.resolve('started');
  });
  expect(await start).toBe('started');
  asked = 0;
  const lost = within(client, { ms: 2_000, action: 'Starting' }, () => {
    asked += 1;
    return Promise.reject(answered(14, 'UNAVAILABLE: connection lost'));
  });
  await expect(lost).rejects.toMatchObject({ code: 'TEMPORAL_UNREACHABLE' });
  expect(asked).toBe(1);
});

it('an answer that is too large is not requested again', async () => {
  const tooLarge = answered(8, 'RESOURCE_EXHAUSTED: Received message larger than max (5242881 vs 4194304)');
  let asked = 0;
  const read = within(client, { ms: 2_000, action: 'Reading', repeat: true }, () => {
    asked += 1;
    return Promise.reject(tooLarge);
  });
  await expect(read).rejects.toBe(tooLarge);
  expect(asked).toBe(1);
});

it('a try that is too slow is made again until the whole time is over', async () => {
  const late = answered(4, 'DEADLINE_EXCEEDED: context deadline exceeded');
  const deadlines: number[] = [];
  const slow = {
    connection: {
      withDeadline: <T>(deadline: number, call: () => Promise<T>) => {
        deadlines.push(deadline - Date.now());
        return call();
      },
    },
  } as unknown as Client;
  const options = { ms: 60_000, tryMs: 5_000, action: 'Cannot register search attributes', repeat: true };
  const registered = within(slow, options, () =>
    deadlines.length < 3 ? Promise.reject(late) : Promise.resolve('registered'),
  );
  expect(await registered).toBe('registered');
  expect(deadlines).toHaveLength(3);
  expect(Math.max(...deadlines)).toBeLessThanOrEqual(5_000);
});
