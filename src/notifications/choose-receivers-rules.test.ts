import { expect, it } from 'vitest';
import type { ReceiverSettings } from '../contracts/notifications/receiver-settings.js';
import { chooseReceivers } from './choose-receivers-rules.js';

const receiver = (name: string, more: Partial<ReceiverSettings>): ReceiverSettings => ({
  name,
  url: 'https://h.example/',
  format: 'standard',
  events: [],
  byPipeline: {},
  retryDelayMs: 1,
  retryForMs: 1,
  ...more,
});

it('tells of a success with warnings once: as a warning, or as a success where that is wanted, or not at all', () => {
  const receivers = [
    receiver('both', { events: ['success', 'warning'] }),
    receiver('successes', { events: ['success'] }),
    receiver('failures', { events: ['failed'] }),
  ];
  const told = chooseReceivers(receivers, { event: 'warning', orElse: 'success', pipeline: 'a' });
  expect(told.map((one) => [one.receiver.name, one.event])).toEqual([
    ['both', 'warning'],
    ['successes', 'success'],
  ]);
});

it('follows what the pipeline says, an empty list too', () => {
  const receivers = [receiver('ops', { events: ['failed'], byPipeline: { quiet: [], loud: ['success', 'failed'] } })];
  const events = (pipeline: string) =>
    (['success', 'failed'] as const).flatMap((event) =>
      chooseReceivers(receivers, { event, pipeline }).map((one) => one.event),
    );
  expect([events('quiet'), events('loud'), events('other')]).toEqual([[], ['success', 'failed'], ['failed']]);
});
