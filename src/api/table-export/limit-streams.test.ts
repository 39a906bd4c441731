import { expect, it } from 'vitest';
import type { OpenedExport } from '../../table-export/open-export.js';
import { limitStreams } from './limit-streams.js';

const opened: OpenedExport = {
  name: 'users',
  secrets: [],
  bytes: (async function* () {})(),
  rows: () => 0,
  close: () => Promise.resolve(),
};
const asked = [{ resource: 'users', format: 'csv' }, { mayReadSecrets: false }] as const;

it('opens so many at a time, a crowd that comes at once too, and another one when one is closed', async () => {
  const open = limitStreams(() => Promise.resolve(opened), 2);
  const [first, second, third] = await Promise.allSettled([open(...asked), open(...asked), open(...asked)]);
  expect([first, second].map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
  expect(third).toMatchObject({ status: 'rejected', reason: { code: 'TOO_MANY_EXPORTS', retryable: true } });
  if (first.status !== 'fulfilled') throw new Error('The first one did not open');
  await first.value.close();
  // Closed twice it is one.
  await first.value.close();
  await open(...asked);
  await expect(open(...asked)).rejects.toMatchObject({ code: 'TOO_MANY_EXPORTS' });
});

it('does not count what could not be opened', async () => {
  const open = limitStreams(() => Promise.reject(new Error('away')), 1);
  await expect(open(...asked)).rejects.toThrow('away');
  await expect(open(...asked)).rejects.toThrow('away');
});
