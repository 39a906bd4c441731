import { describe, expect, it } from 'vitest';
import { futureWarnings } from './future-archives-rules.js';
import { matchArchives } from './match-archives-rules.js';

const NOW = Date.parse('2026-11-26T02:00:00Z');
const databases = [{ name: 'gfut', filePattern: 'gfut_*' }];
const future = { filename: 'gfut_20261125.zip', modTime: '2026-11-28T02:00:00Z', size: 10 };
const today = { filename: 'gfut_20261126.zip', modTime: '2026-11-26T01:30:00Z', size: 20 };

describe('an archive that is dated in the future', () => {
  it('is reported, with what it hides and what helps', () => {
    const listing = matchArchives([future, today], { filePatterns: ['gfut_*.zip'], databases });
    expect(listing.archives[0]?.filename).toBe('gfut_20261125.zip');
    expect(futureWarnings(listing, undefined, 'mtime', NOW)).toEqual([
      'Archive "gfut_20261125.zip" of "gfut" is dated in the future (2026-11-28T02:00:00.000Z): it hides "gfut_20261126.zip"; ' +
        'set its time right, or "freshness.order: name"',
    ]);
  });

  it('hides nothing where the date in the name decides', () => {
    const listing = matchArchives([future, today], { filePatterns: ['gfut_{YYYYMMDD}.zip'], databases, order: 'name' });
    expect(listing.archives[0]?.filename).toBe('gfut_20261126.zip');
    expect(futureWarnings(listing, undefined, 'name', NOW)).toEqual([]);
  });

  it('is reported while it is live and a newer one of the same size counts as older', () => {
    const listing = matchArchives([today], { filePatterns: ['gfut_*.zip'], databases });
    const last = [{ ...future, pattern: 'gfut_*.zip', database: 'gfut', checksum: 'sha256:0' }];
    expect(futureWarnings(listing, last, 'mtime', NOW)).toEqual([
      expect.stringContaining('"gfut_20261126.zip" counts as older until then'),
    ]);
  });

  it('is not reported for clocks that differ by minutes', () => {
    const listing = matchArchives([{ ...today, modTime: '2026-11-26T02:04:00Z' }], {
      filePatterns: ['gfut_*.zip'],
      databases,
    });
    expect(futureWarnings(listing, undefined, 'mtime', NOW)).toEqual([]);
  });
});
