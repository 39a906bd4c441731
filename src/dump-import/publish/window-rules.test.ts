import { describe, expect, it } from 'vitest';
import { judgeWindow } from './window-rules.js';

const NIGHT = [{ from: 22 * 60, to: 6 * 60 }];
const at = (time: string) => Date.parse(time);

describe('a publish window', () => {
  it('is open from its first minute to the one before its last, over midnight too', () => {
    const open = (time: string) => judgeWindow(NIGHT, 'UTC', at(time)).open;
    expect([open('2026-03-01T21:59:59Z'), open('2026-03-01T22:00:00Z')]).toEqual([false, true]);
    expect([open('2026-03-02T05:59:59Z'), open('2026-03-02T06:00:00Z')]).toEqual([true, false]);
  });

  it('says when it opens, by the clock of its time zone', () => {
    expect(judgeWindow(NIGHT, 'Europe/Berlin', at('2026-01-10T12:00:30Z'))).toEqual({
      open: false,
      opensAt: '2026-01-10T21:00:00.000Z',
      window: '22:00-06:00 (Europe/Berlin)',
    });
    expect(judgeWindow(NIGHT, 'Europe/Berlin', at('2026-07-10T12:00:30Z')).opensAt).toBe('2026-07-10T20:00:00.000Z');
  });

  it('may be one of several, and the nearest counts', () => {
    const windows = [...NIGHT, { from: 12 * 60, to: 13 * 60 }];
    expect(judgeWindow(windows, 'UTC', at('2026-03-01T08:00:00Z')).opensAt).toBe('2026-03-01T12:00:00.000Z');
    expect(judgeWindow(windows, 'UTC', at('2026-03-01T12:30:00Z')).open).toBe(true);
  });

  it('opens later or the next day where summer time leaves its minutes out', () => {
    const missing = [{ from: 2 * 60, to: 3 * 60 }];
    expect(judgeWindow(missing, 'Europe/Berlin', at('2026-03-29T00:30:00Z')).opensAt).toBe('2026-03-30T00:00:00.000Z');
    const partly = [{ from: 2 * 60 + 30, to: 4 * 60 }];
    expect(judgeWindow(partly, 'Europe/Berlin', at('2026-03-29T00:30:00Z')).opensAt).toBe('2026-03-29T01:00:00.000Z');
  });

  it('that is not configured is always open', () => {
    expect(judgeWindow([], 'UTC', at('2026-03-01T08:00:00Z')).open).toBe(true);
  });
});
