import { expect, test } from 'vitest';
import { cronProblem } from './cron-text.js';

test.each([
  '0 2 * * *',
  '*/15 1-5 1,15 JAN-MAR MON',
  '0 2 * * 7',
  '0 2 * * SAT-SUN',
  '0 2 * * friday',
  '0 0 2 * * *',
  '0 30 2 * * *',
  '@daily',
  '@every 4h',
])('accepts "%s"', (text) => {
  expect(cronProblem(text)).toBeUndefined();
});

test.each([
  ['0 2 * *', 'must have 5 fields, or 6 with the seconds first, not 4, or be a macro such as "@daily"'],
  [
    '30 0 2 * * * 2030',
    'must have 5 fields, or 6 with the seconds first, not 7, or be a macro such as "@daily"; a crontab line has no year: remove the last field',
  ],
  ['60 2 * * *', 'has an unusable minute: "60"; it goes from 0 to 59'],
  ['0 24 * * *', 'has an unusable hour: "24"; it goes from 0 to 23'],
  ['0 2 * * 5-1', 'has an unusable day of the week: "5-1"; a range goes upwards: write "5-6,0-1"'],
  ['*/0 2 * * *', 'has an unusable minute: "*/0"; a step is at least 1'],
  ['5/10 2 * * *', 'has an unusable minute: "5/10"; a step needs a range: write "5-59/10" or "*/10"'],
  [
    '0 2 * * * 2030',
    'has an unusable day of the week: "2030"; a crontab line has no year: remove the field; of six fields the first is the seconds',
  ],
  [
    '0 2 L * *',
    'has an unusable day of the month: "L"; "L" (last or nearest day) is of Quartz, a crontab has no such word: give the days, such as 28',
  ],
  [
    '0 2 * * MON#1',
    'has an unusable day of the week: "MON#1"; "MON#1" (the n-th weekday) is of Quartz, a crontab has no such word: start on that weekday in any week',
  ],
  [
    '0 0 2 ? * MON',
    'has an unusable day of the month: "?"; "?" is of Quartz: write "*", and mind that a crontab counts Sunday as 0; of six fields the first is the seconds',
  ],
  [
    '0 2 * * * /usr/bin/import',
    'has an unusable day of the week: "/usr/bin/import"; the line holds the times only, without a command; of six fields the first is the seconds',
  ],
  ['*/20 * * * * *', 'starts more often than once a minute: give one second, such as "0 * * * * *"'],
  ['CRON_TZ=UTC 0 2 * * *', 'must not carry a time zone: set "schedule_timezone"'],
  ['0 2 31 2 *', 'never starts anything: correct its day and month'],
])('refuses "%s"', (text, problem) => {
  expect(cronProblem(text)).toBe(problem);
});

test('refuses an unknown macro', () => {
  expect(cronProblem('@nightly')).toMatch(/unknown macro/);
  expect(cronProblem('@every soon')).toMatch(/unknown macro/);
  expect(cronProblem('@every 10s')).toMatch(/at least a minute/);
  expect(cronProblem('@reboot')).toMatch(/names no time/);
});
