import { describe, expect, it } from 'vitest';
import { judgeLoad } from './load-gate-rules.js';

describe('the load gate', () => {
  it('is open below and at every threshold', () => {
    expect(judgeLoad({ concurrentRequests: 100 }, { concurrentRequests: 100 })).toEqual({
      busy: false,
      reason: 'below every threshold',
    });
  });

  it('names every figure that is too high', () => {
    const reading = judgeLoad(
      { concurrentRequests: 140, cpuUsagePercent: 99 },
      { concurrentRequests: 100, cpuUsagePercent: 80 },
    );
    expect(reading).toEqual({ busy: true, reason: 'concurrent requests 140 above 100, CPU usage percent 99 above 80' });
  });

  it('takes what is not measured, or has no threshold, for quiet', () => {
    expect(judgeLoad({ memoryUsagePercent: 100 }, { concurrentRequests: 1 }).busy).toBe(false);
  });
});
