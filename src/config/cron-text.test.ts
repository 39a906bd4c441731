import { expect, test } from 'vitest';
import { cronProblem } from './cron-text.js';

test.each([
  '0 2 * * *',
  '*/15 1-5 1,15 JAN-MAR MON',
  '0 2 * * 7',
  '0 2 * * * 2030',
  '30 0 2 * * * *',
  '@daily',
  '@every 4h',
])('accepts "%s"', (text) => {
  expect(cronProblem(text)).toBeUndefined();
});

test.each([
  ['0 2 * *', 'must have 5 to 7 fields, not 4, or be a macro such as "@daily"'],
  ['60 2 * * *', 'has an unusable minute: "60"'],
  ['0 24 * * *', 'has an unusable hour: "24"'],
  ['0 2 * * 5-1', 'has an unusable day of the week: "5-1"'],
  ['*/0 2 * * *', 'has an unusable minute: "*/0"'],
  ['CRON_TZ=UTC 0 2 * * *', 'must not carry a time zone: set "schedule_timezone"'],
])('refuses "%s"', (text, problem) => {
  expect(cronProblem(text)).toBe(problem);
});

test('refuses an unknown macro', () => {
  expect(cronProblem('@nightly')).toMatch(/unknown macro/);
  expect(cronProblem('@every soon')).toMatch(/unknown macro/);
});
