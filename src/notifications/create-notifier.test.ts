import { expect, it } from 'vitest';
import type { Happening } from '../contracts/notifications/happening.js';
import type { NotificationState } from '../contracts/notifications/notification.js';
import type { ReceiverSettings } from '../contracts/notifications/receiver-settings.js';
import { createNotifier } from './create-notifier.js';

const receiver: ReceiverSettings = {
  ...{
    name: 'ops',
    url: 'https://h.example/',
    format: 'standard',
    events: ['failed', 'nothing_imported'],
    byPipeline: {},
  },
  ...{ retryDelayMs: 1, retryForMs: 1 },
};

const happening: Happening = {
  ...{ event: 'failed', subject: 'r', pipeline: 'shop', kind: 'dump-import', runId: 'r' },
  at: '2026-01-01T00:00:00.000Z',
};

/** Tells once, where the first starts fail; returns when each was tried, and what was logged. */
const tell = async (state: NotificationState | 'away', failing: number, what: Happening = happening) => {
  const tries: number[] = [];
  const logged: string[] = [];
  await createNotifier({
    receivers: [receiver],
    redact: (text) => text,
    kept: {
      add: () => (state === 'away' ? Promise.reject(new Error('away')) : Promise.resolve()),
      get: () => Promise.resolve(state === 'away' ? undefined : { state }),
    },
    start: () => {
      tries.push(performance.now());
      return tries.length <= failing ? Promise.reject(new Error('away')) : Promise.resolve();
    },
    logger: {
      info: () => undefined,
      warn: (_, message) => void logged.push(message),
      error: (_, message) => void logged.push(message),
    },
    pausesMs: [30, 60],
  })(what);
  return { tries, logged };
};

it('tries a start again after a pause, and says so where Temporal stays away', async () => {
  const { tries, logged } = await tell('pending', 2);
  const [first = 0, second = 0, third = 0] = tries;
  expect([tries.length, logged]).toEqual([3, []]);
  expect([second - first, third - second].map((ms) => ms > 25)).toEqual([true, true]);
  expect(await tell('pending', 3)).toMatchObject({ logged: ['Cannot send a notification: Temporal does not take it'] });
});

it('starts nothing that has ended already, also after Temporal has forgotten it; a store that is away stops nothing', async () => {
  expect((await tell('delivered', 0)).tries).toEqual([]);
  expect((await tell('failed', 0)).tries).toEqual([]);
  expect((await tell('pending', 0)).tries).toHaveLength(1);
  expect((await tell('away', 0)).tries).toHaveLength(1);
});

it('does not tell again that nothing was imported while the store cannot say whether that was told', async () => {
  const { runId: _, ...ofNoRun } = happening;
  const stalled: Happening = { ...ofNoRun, event: 'nothing_imported', subject: 'shop/2026-01-01T00:00:00.000Z' };
  expect((await tell('away', 0, stalled)).tries).toEqual([]);
  expect((await tell('delivered', 0, stalled)).tries).toEqual([]);
  // It is noticed again within minutes.
  expect((await tell('pending', 0, stalled)).tries).toHaveLength(1);
});
