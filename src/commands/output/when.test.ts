import { describe, expect, it } from 'vitest';
import { createClock } from './when.js';

const now = Date.parse('2026-11-27T02:00:00Z');
const zone = 'Europe/Berlin';

describe('the time', () => {
  it.each([
    ['2026-11-27T01:59:55Z', '5s ago'],
    ['2026-11-27T01:57:01Z', '2m ago'],
    ['2026-11-27T04:00:00Z', 'in 2h'],
    ['2026-11-20T02:00:00Z', '7d ago'],
  ])('%s is %s for a person', (time, shown) => {
    expect(createClock({ forPerson: true, now, zone }).brief(time)).toBe(shown);
  });

  it('is told by the clock of this machine, with its zone', () => {
    expect(createClock({ forPerson: true, now, zone }).full('2026-11-27T04:00:00Z')).toBe(
      '2026-11-27 05:00:00 CET (in 2h)',
    );
  });

  it('is exact in a pipe', () => {
    const clock = createClock({ forPerson: false, now, zone });
    expect([clock.brief('2026-11-27T04:00:00Z'), clock.brief(null)]).toEqual(['2026-11-27T05:00:00+01:00', '']);
  });
});
