import { expect, test } from 'vitest';
import { parseDuration } from './duration.js';

test.each([
  ['1h', 3_600_000],
  ['300s', 300_000],
  ['5m', 300_000],
  ['1h30m', 5_400_000],
  ['500ms', 500],
  ['1.5s', 1_500],
  ['1.1s', 1_100],
  ['1h0m0.25s', 3_600_250],
  ['10us', 1],
  ['0', 0],
  ['0s', 0],
])('reads %s as %d ms', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

test.each(['', '5', '-5s', '5 m', '1d', 'h', '.s', '5M', '1h30', '1.2.3s'])('refuses "%s"', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});
