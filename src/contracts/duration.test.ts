import { expect, test } from 'vitest';
import { formatDuration } from './duration.js';

test.each([
  [0, '0s'],
  [0.25, '250µs'],
  [1, '1ms'],
  [1.5, '1.5ms'],
  [999, '999ms'],
  [1_000, '1s'],
  [2_050, '2.05s'],
  [62_500, '1m2.5s'],
  [60_000, '1m0s'],
  [3_600_000, '1h0m0s'],
  [90_061_001, '25h1m1.001s'],
  [-62_500, '-1m2.5s'],
])('prints %d ms as Go does: %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});
