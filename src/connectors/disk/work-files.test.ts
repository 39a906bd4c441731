import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assertDiskSpace, prepareWorkDirectory, sweepRunFiles, workDirectory } from './work-files.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stevedore-work-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the folder of a database', () => {
  it('is named as the run and the database are', () => {
    expect(workDirectory('/t', 'import', 'b2-1f', 'portal64_bdw')).toBe('/t/import/b2-1f/portal64_bdw');
  });

  it('is three folders below the work folder, whatever the names hold, and different for each', () => {
    const odd = [
      '',
      '.',
      '..',
      '../..',
      'a/b',
      'a%2Fb',
      '/etc',
      'a\\b',
      'a\0b',
      '.a',
      'Ä',
      'A',
      'ä',
      'x'.repeat(300),
      'x'.repeat(301),
    ];
    const folders = odd.map((name) => workDirectory('/t', 'import', 'run', name));
    expect(new Set(folders).size).toBe(odd.length);
    for (const path of folders) {
      expect(dirname(path)).toBe('/t/import/run');
      expect(path.length).toBeLessThan(230);
    }
    expect(workDirectory('/t', '..', '..', '..')).toBe('/t/%2E./%2E./%2E.');
  });

  it('is for this user alone, even if it existed with other rights', async () => {
    const directory = workDirectory(join(folder, 'new'), 'import', 'run', 'mvdsb');
    await prepareWorkDirectory(directory);
    mkdirSync(join(folder, 'open'), { mode: 0o755 });
    await prepareWorkDirectory(join(folder, 'open'));
    for (const path of [directory, dirname(directory), join(folder, 'open')])
      expect(statSync(path).mode & 0o777).toBe(0o700);
  });
});

describe('removing work files', () => {
  const make = async (pipeline: string, run: string) => {
    const directory = workDirectory(folder, pipeline, run, 'mvdsb');
    await prepareWorkDirectory(directory);
    writeFileSync(join(directory, 'dump.sql'), 'x');
  };

  it('sweeps the runs of one pipeline but those that are open, and follows no link', async () => {
    await make('import', 'run-1');
    await make('import', 'run-2');
    await make('import', 'run-3');
    await make('other', 'run-1');
    const outside = mkdtempSync(join(tmpdir(), 'stevedore-outside-'));
    symlinkSync(outside, join(folder, 'import', 'link'));
    expect(await sweepRunFiles(folder, 'import', ['run-2'])).toBe(2);
    expect(readdirSync(join(folder, 'import')).sort()).toEqual(['link', 'run-2']);
    expect(existsSync(outside)).toBe(true);
    expect(readdirSync(join(folder, 'other'))).toEqual(['run-1']);
    rmSync(outside, { recursive: true });
  });

  it('keeps the latest runs if asked to, and none that began before a time', async () => {
    for (const [position, run] of ['run-1', 'run-2', 'run-3', 'run-4'].entries()) {
      await make('import', run);
      const at = new Date(Date.UTC(2026, 0, position + 1));
      utimesSync(join(folder, 'import', run), at, at);
    }
    expect(await sweepRunFiles(folder, 'import', ['run-4'], { latest: 2 })).toBe(1);
    expect(readdirSync(join(folder, 'import')).sort()).toEqual(['run-2', 'run-3', 'run-4']);
    expect(await sweepRunFiles(folder, 'import', ['run-4'], { latest: 2, since: '2026-01-03T00:00:00Z' })).toBe(1);
    expect(readdirSync(join(folder, 'import')).sort()).toEqual(['run-3', 'run-4']);
  });

  it('has nothing to do where no run was', async () => {
    expect(await sweepRunFiles(join(folder, 'none'), 'import', [])).toBe(0);
  });
});

describe('the room on the disk', () => {
  it('is enough for a byte, and too small for a million terabytes, with both figures', async () => {
    await assertDiskSpace(folder, 1, 'archive "a.zip"');
    await expect(assertDiskSpace(folder, 1e18, 'dump "a.sql"')).rejects.toMatchObject({
      code: 'DISK_TOO_SMALL',
      message: expect.stringMatching(/^Cannot store the dump "a\.sql": it needs 1\d{18} bytes and \d+ are free/),
      details: { neededBytes: expect.any(Number), freeBytes: expect.any(Number) },
    });
  });
});
