import { describe, expect, it } from 'vitest';
import { createKeyLimit } from './limit-keys.js';

describe('the limits of a key', () => {
  it('let it ask so many a minute, ten seconds of them at once, and no more', () => {
    let now = 0;
    const limit = createKeyLimit(() => now);
    const ask = (key = 'one') => {
      try {
        limit.admit(key, { requestsPerMinute: 60 })();
        return 'in';
      } catch (error) {
        return (error as { details: { retryAfterSeconds: number } }).details.retryAfterSeconds;
      }
    };
    expect(Array.from({ length: 11 }, () => ask())).toEqual([...Array<string>(10).fill('in'), 1]);
    expect(ask('other')).toBe('in');
    now = 999;
    expect(ask()).toBe(1);
    now = 1_000;
    expect([ask(), ask()]).toEqual(['in', 1]);
    // Evenly, a whole minute has as many as the limit says.
    let granted = 0;
    for (now = 1_100; now <= 61_000; now += 100) if (ask() === 'in') granted += 1;
    expect(granted).toBe(60);
  });

  it('say how long a rare one has to wait', () => {
    const limit = createKeyLimit(() => 0);
    limit.admit('rare', { requestsPerMinute: 2 })();
    expect(() => limit.admit('rare', { requestsPerMinute: 2 })).toThrow(
      expect.objectContaining({ code: 'KEY_LIMIT_REACHED', details: { retryAfterSeconds: 30 } }) as Error,
    );
  });

  it('let it have so many open, and count no request that was refused', () => {
    const limit = createKeyLimit();
    const limits = { concurrentRequests: 2 };
    const [leave] = [limit.admit('one', limits), limit.admit('one', limits)];
    for (let n = 0; n < 3; n++) expect(() => limit.admit('one', limits)).toThrow('2 requests at a time');
    leave();
    limit.admit('one', limits)();
    limit.admit('one', limits);
    expect(() => limit.admit('one', limits)).toThrow('2 requests at a time');
  });
});
