import { describe, expect, it } from 'vitest';
import type { ListedFile } from './match-archives-rules.js';
import { matchArchives } from './match-archives-rules.js';

const file = (filename: string, modTime = '2026-03-01T02:00:00.000Z', size = 10): ListedFile => ({
  filename,
  modTime,
  size,
});
const settings = {
  filePatterns: ['mvdsb_*.zip', 'portal64_bdw_*.zip'],
  databases: [
    { name: 'mvdsb', filePattern: 'mvdsb_*' },
    { name: 'portal64_bdw', filePattern: 'portal64_bdw_*.zip' },
  ],
};

describe('matching archives with databases', () => {
  it('assigns each database its own archive, whether or not the pattern spells .zip', () => {
    const { archives } = matchArchives([file('portal64_bdw_1.zip'), file('mvdsb_1.zip')], settings);
    expect(archives.map(({ database, filename, pattern }) => [database, filename, pattern])).toEqual([
      ['mvdsb', 'mvdsb_1.zip', 'mvdsb_*.zip'],
      ['portal64_bdw', 'portal64_bdw_1.zip', 'portal64_bdw_*.zip'],
    ]);
  });

  it('takes the newest of several and reports the others', () => {
    const files = [
      file('mvdsb_20260301.zip', '2026-03-01T02:00:00.000Z'),
      file('mvdsb_20260302.zip', '2026-03-02T02:00:00.000Z'),
      file('portal64_bdw_1.zip'),
    ];
    const { archives, notTaken } = matchArchives(files, settings);
    expect(archives[0]?.filename).toBe('mvdsb_20260302.zip');
    expect(notTaken).toEqual([
      { filename: 'mvdsb_20260301.zip', reason: 'older than "mvdsb_20260302.zip"', hiddenBy: 'mvdsb_20260302.zip' },
    ]);
  });

  it('lets the later name win where two archives share a time', () => {
    const { archives } = matchArchives(
      [file('mvdsb_2.zip'), file('mvdsb_1.zip'), file('portal64_bdw_1.zip')],
      settings,
    );
    expect(archives[0]?.filename).toBe('mvdsb_2.zip');
  });

  it('reports a file that file_patterns let in and no database claims', () => {
    const patterns = { ...settings, filePatterns: ['*.zip'] };
    const files = [file('mvdsb_1.zip'), file('portal64_bdw_1.zip'), file('other.zip'), file('readme.txt')];
    expect(matchArchives(files, patterns).notTaken).toEqual([
      { filename: 'other.zip', reason: 'no database claims it' },
    ]);
  });

  it('fails where a database has no archive, naming it, to be tried again', () => {
    expect(() => matchArchives([file('mvdsb_1.zip')], settings)).toThrow(
      expect.objectContaining({
        code: 'ARCHIVE_MISSING',
        message: expect.stringContaining('"portal64_bdw"') as string,
      }),
    );
  });

  it('fails where two databases claim the same file', () => {
    const greedy = { ...settings, databases: [...settings.databases, { name: 'other', filePattern: 'mvdsb*' }] };
    expect(() => matchArchives([file('mvdsb_1.zip')], greedy)).toThrow(
      expect.objectContaining({ code: 'ARCHIVE_CLAIMED_TWICE' }),
    );
  });
});
