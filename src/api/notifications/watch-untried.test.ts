import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { NotificationRecord } from '../../contracts/notifications/notification.js';
import type { ReceiverSettings } from '../../contracts/notifications/receiver-settings.js';
import { watchUntried } from './watch-untried.js';

const receiver: ReceiverSettings = {
  ...{ name: 'ops', url: 'https://h.example/', format: 'standard', events: [], byPipeline: {} },
  ...{ retryDelayMs: 1, retryForMs: 1 },
};

const record = (id: string, more: Partial<NotificationRecord> = {}): NotificationRecord => ({
  ...{ id, receiver: 'ops', event: 'failed', subject: id, state: 'pending', tries: 0 },
  body: { type: 'run.failed', timestamp: '', data: { text: '' } },
  createdAt: '2026-01-01T00:00:00.000Z',
  ...more,
});

it('starts what nobody has tried for some minutes, on every page, and goes on after a look that failed', async () => {
  const pages = [
    [record('new', { createdAt: new Date().toISOString() }), record('old')],
    [record('tried', { tries: 1, triedAt: '2026-01-01T00:00:01.000Z' }), record('of nobody', { receiver: 'gone' })],
    [record('oldest')],
  ];
  const nothing = () => undefined;
  const warned: string[] = [];
  const started: string[] = [];
  let away = true;
  const stop = watchUntried(
    {
      store: {
        notifications: {
          list: ({ before = 0 } = {}) => {
            const next = before + 1 < pages.length ? { next: before + 1 } : {};
            return Promise.resolve({ notifications: pages[before] ?? [], ...next });
          },
        },
      },
      receivers: [receiver],
      start: ({ id }) => {
        if (away) {
          away = false;
          return Promise.reject(new Error('Temporal is away'));
        }
        started.push(id);
        return Promise.resolve('known');
      },
      logger: { info: nothing, warn: (_, message) => void warned.push(message), error: nothing },
    },
    { everyMs: 30 },
  );
  await sleep(200);
  stop();
  expect(warned).toHaveLength(1);
  expect([...new Set(started)]).toEqual(['old', 'oldest']);
});
