import { expect, it } from 'vitest';
import { StevedoreError } from '../../contracts/errors.js';
import type { Notify } from '../../contracts/notifications/happening.js';
import type { ApiDeps } from '../deps.js';
import type { RunView } from './join-run.js';
import type { RunReader } from './read-runs.js';
import { createLostEndRecorder } from './record-lost-ends.js';

const ended = {
  ...{ runId: 'r', pipeline: 'shop', kind: 'dump-import', status: 'failed', attempt: 1, warnings: [] },
  ...{ startedAt: '2026-01-01T00:00:00.000Z', completedAt: '2026-01-01T00:01:00.000Z' },
} as unknown as RunView;

const recorder = (notify: Notify, close: () => Promise<void>, waitMs?: number) =>
  createLostEndRecorder({
    store: {
      runs: { list: () => Promise.resolve({ runs: [] }), close, get: () => Promise.resolve(undefined) },
    } as unknown as ApiDeps['store'],
    reader: { list: () => Promise.resolve([ended]) } as unknown as RunReader,
    notify,
    ...(waitMs === undefined ? {} : { waitMs }),
  });

it('tells of an end before it is recorded, and again where it could not be', async () => {
  const done: string[] = [];
  let away = true;
  const look = recorder(
    ({ subject }) => Promise.resolve(void done.push(`told ${subject}`)),
    () => {
      if (away) {
        away = false;
        return Promise.reject(new StevedoreError('STORE_UNREACHABLE', 'away'));
      }
      return Promise.resolve(void done.push('recorded'));
    },
  );
  await look();
  await look();
  expect(done).toEqual(['told r', 'told r', 'recorded']);
});

it('answers in time while receivers are told slowly, and records no end that nobody was told of', async () => {
  const done: string[] = [];
  let begun = 0;
  let tell = (): void => undefined;
  const isTold = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const look = recorder(
    async () => {
      begun++;
      await isTold;
      done.push('told');
    },
    () => Promise.resolve(void done.push('recorded')),
    20,
  );
  await look();
  await look();
  expect([begun, done]).toEqual([1, []]);
  tell();
  await expect.poll(() => done).toEqual(['told', 'recorded']);
});
