import { expect, it } from 'vitest';
import { openEventStream } from './event-stream.js';
import { limitWatchers } from './limit-watchers.js';

const open = () => openEventStream(() => undefined);

it('admits so many of one who asks and so many in all, and has room again when one leaves', async () => {
  const limit = limitWatchers({ inAll: 3, ofOne: 2 });
  const first = await limit.admit('anna', open);
  await limit.admit('anna', open);
  await expect(limit.admit('anna', open)).rejects.toMatchObject({ code: 'TOO_MANY_WATCHERS', retryable: true });
  await limit.admit('bert', open);
  await expect(limit.admit('carl', open)).rejects.toMatchObject({ code: 'TOO_MANY_WATCHERS' });
  expect([limit.watching(), limit.refused()]).toEqual([3, 2]);
  await first.body.cancel();
  await limit.admit('carl', open);
  expect(limit.watching()).toBe(3);
});

it('holds a crowd that comes at the same moment', async () => {
  const limit = limitWatchers({ inAll: 10, ofOne: 10 });
  const crowd = Array.from({ length: 30 }, () => limit.admit('', () => Promise.resolve(open())));
  const admitted = (await Promise.allSettled(crowd)).filter(({ status }) => status === 'fulfilled');
  expect([admitted.length, limit.watching()]).toEqual([10, 10]);
});

it('does not count a stream that could not be opened', async () => {
  const limit = limitWatchers({ inAll: 1, ofOne: 1 });
  await expect(limit.admit('', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  await limit.admit('', open);
  expect(limit.watching()).toBe(1);
});
