import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeMetadataFile } from './metadata-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stevedore-metadata-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const archive = {
  filename: 'mvdsb_20250805.zip',
  pattern: 'mvdsb_*.zip',
  database: 'mvdsb',
  size: 15_624_832,
  modTime: '2025-08-05T01:30:00.000Z',
  checksum: 'sha256:abc123',
};

it('writes the record in the shape that scripts read, and makes the folder for it', async () => {
  const file = join(folder, 'import', 'last_import.json');
  await writeMetadataFile(file, { timestamp: '2025-08-05T02:15:30.000Z', archives: [archive] });
  expect(readFileSync(file, 'utf8')).toBe(`{
  "last_import": {
    "timestamp": "2025-08-05T02:15:30Z",
    "success": true,
    "files": [
      {
        "filename": "mvdsb_20250805.zip",
        "pattern": "mvdsb_*.zip",
        "size": 15624832,
        "mod_time": "2025-08-05T01:30:00Z",
        "checksum": "sha256:abc123",
        "database": "mvdsb",
        "imported": true
      }
    ]
  }
}
`);
});

it('replaces the record in one step: a reader meanwhile finds a whole one', async () => {
  const file = join(folder, 'last_import.json');
  const write = (count: number) =>
    writeMetadataFile(file, {
      timestamp: '2025-08-05T02:15:30Z',
      archives: Array.from({ length: count }, () => archive),
    });
  await write(1);
  let reads = 0;
  let writing = true;
  const reading = (async () => {
    while (writing) {
      const record = JSON.parse(readFileSync(file, 'utf8')) as { last_import: { success: boolean } };
      expect(record.last_import.success).toBe(true);
      reads++;
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  await Promise.all([write(2_000), write(1), write(1_000)]);
  writing = false;
  await reading;
  expect(reads).toBeGreaterThan(0);
  expect(readdirSync(folder)).toEqual(['last_import.json']);
});

it('leaves nothing if it cannot write', async () => {
  await expect(writeMetadataFile(folder, { timestamp: '2025-08-05T02:15:30Z', archives: [archive] })).rejects.toThrow();
  expect(
    readdirSync(join(folder, '..')).filter((name) => name.endsWith('.part') && name.includes('stevedore-metadata')),
  ).toEqual([]);
});
