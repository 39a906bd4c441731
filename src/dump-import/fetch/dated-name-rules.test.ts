import { expect, test } from 'vitest';
import { dateInName, holdsDate } from './dated-name-rules.js';

test.each([
  ['db_{YYYYMMDD}.zip', 'db_20261126.zip', '2026-11-26T00:00:00.000Z'],
  ['*_{YYYY}-{MM}-{DD}_{HHmm}.sql.gz', 'a_b_2026-11-26_0230.sql.gz', '2026-11-26T02:30:00.000Z'],
  ['db_{DDMMYYYY}*', 'db_26112026_full.zip', '2026-11-26T00:00:00.000Z'],
  ['db(1)_{YYYYMMDDHHmmss}.zip', 'db(1)_20261126235959.zip', '2026-11-26T23:59:59.000Z'],
])('reads by "%s" the date of "%s"', (pattern, name, date) => {
  expect(new Date(dateInName(pattern, name) ?? 0).toISOString()).toBe(date);
});

test.each([
  ['db_{YYYYMMDD}.zip', 'db_20260231.zip'],
  ['db_{YYYYMMDD}.zip', 'db_2026112.zip'],
  ['db_*.zip', 'db_20261126.zip'],
  ['db_{MMDD}.zip', 'db_1126.zip'],
])('finds by "%s" no date in "%s"', (pattern, name) => {
  expect(dateInName(pattern, name)).toBeUndefined();
});

test('takes braces around anything else literally', () => {
  expect(holdsDate('db_{a,b}_{YYYYx}.zip')).toBe(false);
  expect(holdsDate('db_{YYYYMMDD}.zip')).toBe(true);
});
