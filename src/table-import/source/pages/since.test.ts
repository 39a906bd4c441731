import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addPage, placeOfLine } from '../../../contracts/table-import/pages/page-range.js';
import type { PageRange } from '../../../contracts/table-import/pages/page-range.js';
import { highestSince, isLater, sinceParameter } from './since.js';

describe('the highest value that a run has imported', () => {
  it.each([
    ['10', '9', true],
    ['9007199254740993', '9007199254740992', true],
    ['1.5', '1.25', true],
    ['2026-01-01T01:00:00+02:00', '2025-12-31T23:30:00Z', false],
    ['2026-01-01T00:00:00.123457Z', '2026-01-01T00:00:00.123456Z', true],
    ['2026-01-02', '2026-01-01T23:59:59Z', true],
    ['2026-01-01 10:00:00', '2026-01-01T09:00:00', true],
    ['b', 'a', true],
    ['a', 'a', false],
  ])('%s is later than %s: %s', (one, two, later) => expect(isLater(one, two)).toBe(later));

  it.each([
    ['2026-01-01T00:10:00Z', 300_000, '2026-01-01T00:05:00.000Z'],
    ['2026-01-01T02:10:00+02:00', 300_000, '2026-01-01T00:05:00.000Z'],
    ['2026-01-01 00:10:00', 300_000, '2026-01-01T00:05:00.000'],
    ['2026-01-02', 86_400_000, '2026-01-01'],
    ['1700000300', 300_000, '1700000000'],
    ['1700000300000', 300_000, '1700000000000'],
    ['version 7', 300_000, 'version 7'],
    ['2026-01-01T02:10:00+02:00', 0, '2026-01-01T02:10:00+02:00'],
  ])('%s less %i ms is sent as %s', (value, lagMs, sent) => expect(sinceParameter(value, { lagMs })).toBe(sent));

  describe('of a spool', () => {
    let path: string;
    beforeAll(() => {
      path = join(mkdtempSync(join(tmpdir(), 'since-')), 'pages.ndjson');
      writeFileSync(
        path,
        '{"m":{"at":2}}\n{"m":{"at":9}}\n{"m":{"at":12345678901234567890}}\nnull\n{"m":{"at":null}}\n',
      );
    });
    afterAll(() => rmSync(join(path, '..'), { recursive: true }));

    it('is that of good records, and never lower than the last one', async () => {
      const field = { field: 'm.at' };
      expect(await highestSince(path, field, new Set())).toBe('12345678901234567890');
      expect(await highestSince(path, field, new Set([3]))).toBe('9');
      expect(await highestSince(path, field, new Set([3]), '10')).toBe('10');
      expect(await highestSince(path, { field: 'none' }, new Set())).toBeUndefined();
    });
  });
});

describe('the place of a line', () => {
  it('is its page and its number on it, also behind pages of other sizes and empty ones', () => {
    const ranges: PageRange[] = [];
    for (const items of [50, 50, 20, 0, 50]) addPage(ranges, items);
    expect(ranges).toHaveLength(4);
    expect([1, 50, 51, 117, 121, 170, 171].map((line) => placeOfLine(ranges, line))).toEqual([
      'page 1, item 1',
      'page 1, item 50',
      'page 2, item 1',
      'page 3, item 17',
      'page 5, item 1',
      'page 5, item 50',
      undefined,
    ]);
  });
});
