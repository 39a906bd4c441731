import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../../test/support/temporary-folder.js';
import { openDumpFile } from './dump-file.js';

const TEXT = `${'-- a line of SQL\n'.repeat(200_000)}SELECT 1;\n`;

/** A dump of another program, plain or packed. */
const written = (packed: boolean): string => {
  const path = join(temporaryFolder('dump-file'), 'dump.sql');
  writeFileSync(path, packed ? gzipSync(TEXT) : TEXT);
  return path;
};

const textOf = async (chunks: AsyncIterable<Buffer>): Promise<string> => {
  const pieces: Buffer[] = [];
  for await (const chunk of chunks) pieces.push(Buffer.from(chunk));
  return Buffer.concat(pieces).toString();
};

describe('an open dump', () => {
  it.each([false, true])('is read, again and again, when its file has been removed (packed: %s)', async (packed) => {
    const path = written(packed);
    const file = await openDumpFile(path, { workFolder: temporaryFolder('work') });
    rmSync(path);
    expect(await textOf(file.range(0))).toBe(TEXT);
    expect(await textOf(file.range(TEXT.length - 10))).toBe('SELECT 1;\n');
    await file.close();
  });

  it('has no file of its text that a killed process could leave', async () => {
    const workFolder = temporaryFolder('work');
    const file = await openDumpFile(written(true), { workFolder });
    expect([file.textBytes, readdirSync(workFolder)]).toEqual([TEXT.length, []]);
    await file.close();
  });

  it('is not unpacked where the disk would have too little left, and leaves nothing then', async () => {
    const workFolder = temporaryFolder('work');
    await expect(openDumpFile(written(true), { workFolder, leaveFree: 2 ** 52 })).rejects.toMatchObject({
      code: 'DISK_TOO_SMALL',
    });
    expect(readdirSync(workFolder)).toEqual([]);
  });
});
