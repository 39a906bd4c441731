import { describe, expect, it } from 'vitest';
import type { ImportedArchive } from '../../contracts/dump-import/archive.js';
import { areSettled, compareArchives, findUnstable } from './freshness-rules.js';

const last: ImportedArchive = {
  filename: 'mvdsb_20260301.zip',
  pattern: 'mvdsb_*.zip',
  database: 'mvdsb',
  size: 100,
  modTime: '2026-03-01T02:00:00.000Z',
  checksum: 'sha256:aa',
};
const all = { compareTimestamp: true, compareSize: true, compareChecksum: true };

describe('freshness', () => {
  it('takes everything at the first import', () => {
    const { shouldImport, reason, comparisons } = compareArchives([last], undefined, all);
    expect([shouldImport, reason]).toEqual([true, 'first_import']);
    expect(comparisons[0]?.reasons).toEqual(['file_not_found_in_last_import']);
  });

  it('pairs archives by pattern and database, whatever date their names hold', () => {
    const { shouldImport, reason } = compareArchives([{ ...last, filename: 'mvdsb_20260302.zip' }], [last], all);
    expect([shouldImport, reason]).toEqual([false, 'no_newer_files']);
  });

  it('takes a newer time, a larger size, a smaller size and another checksum', () => {
    const reasons = (change: Partial<ImportedArchive>) =>
      compareArchives([{ ...last, ...change }], [last], all).comparisons[0]?.reasons;
    expect(reasons({ modTime: '2026-03-01T02:00:01.000Z' })).toEqual(['newer_timestamp']);
    expect(reasons({ size: 101 })).toEqual(['different_size']);
    expect(reasons({ size: 99 })).toEqual(['different_size']);
    expect(reasons({ checksum: 'sha256:bb' })).toEqual(['different_checksum']);
  });

  it('does not take an older time by itself', () => {
    expect(compareArchives([{ ...last, modTime: '2026-02-28T02:00:00.000Z' }], [last], all).shouldImport).toBe(false);
  });

  it('leaves out each comparison that is switched off', () => {
    const changed = { ...last, size: 1, modTime: '2027-01-01T00:00:00.000Z', checksum: 'sha256:bb' };
    const off = { compareTimestamp: false, compareSize: false, compareChecksum: false };
    expect(compareArchives([changed], [last], off).shouldImport).toBe(false);
    expect(compareArchives([changed], [last], { ...off, compareSize: true }).comparisons[0]?.reasons).toEqual([
      'different_size',
    ]);
  });
});

describe('an archive that is still being uploaded', () => {
  it('is seen by its growing size, its moving time, and by its appearing between two looks', () => {
    expect(findUnstable([last], [last])).toEqual([]);
    expect(findUnstable([last], [{ ...last, size: 101 }])[0]?.reason).toContain('100 to 101');
    expect(findUnstable([last], [{ ...last, modTime: '2026-03-01T02:00:05.000Z' }])[0]?.reason).toContain(
      'its time went',
    );
    expect(findUnstable([last], [{ ...last, filename: 'mvdsb_20260302.zip' }])[0]?.reason).toBe('it has just appeared');
  });
});

describe('archives', () => {
  const now = Date.parse('2026-03-02T02:00:00Z');
  const written = (...times: string[]) => times.map((time) => ({ modTime: `2026-03-02T${time}:00.000Z` }));

  it('have settled when the youngest was last written more than ten minutes ago', () => {
    expect(areSettled(written('01:30', '01:49'), 5_000, now)).toBe(true);
    expect(areSettled(written('01:30', '01:51'), 5_000, now)).toBe(false);
  });

  it('have not settled before freshness.stable_for is over, or with a time that is yet to come', () => {
    expect(areSettled(written('01:30'), 3_600_000, now)).toBe(false);
    expect(areSettled(written('03:00'), 5_000, now)).toBe(false);
  });
});
