import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { removeTemporaryFolder, temporaryFolder } from '../../../test/support/temporary-folder.js';
import type { ChunkRange } from './read-chunks.js';
import { readChunks } from './read-chunks.js';

const folder = temporaryFolder('chunks');
afterAll(() => removeTemporaryFolder(folder));
const file = join(folder, 'dump.sql');
const content = Buffer.from(Array.from({ length: 2_500_000 }, (_, at) => (at * 7 + (at >> 10)) & 255));
writeFileSync(file, content);

const readAll = async (range?: ChunkRange): Promise<Buffer> => {
  const copies: Buffer[] = [];
  for await (const chunk of readChunks(file, range)) copies.push(Buffer.from(chunk));
  return Buffer.concat(copies);
};

describe('a file that is read in chunks', () => {
  it('comes whole', async () => {
    expect((await readAll()).equals(content)).toBe(true);
  });

  it.each([
    { start: 0, end: 1 },
    { start: 1_048_575, end: 1_048_577 },
    { start: 17, end: 2_400_000 },
    { start: 2_499_999, end: 2_500_000 },
    { start: 5, end: 5 },
  ])('comes from $start to before $end', async ({ start, end }) => {
    expect((await readAll({ start, end })).equals(content.subarray(start, end))).toBe(true);
  });

  it('is closed when its reader stops early', async () => {
    for (let times = 0; times < 3_000; times++) {
      for await (const chunk of readChunks(file, { start: 0, end: 100 })) {
        expect(chunk).toHaveLength(100);
        break;
      }
    }
  });

  it('ends if a file is shorter than its range, and reports a missing one', async () => {
    const short = join(folder, 'short.sql');
    writeFileSync(short, 'abcdef');
    truncateSync(short, 4);
    const chunks: string[] = [];
    for await (const chunk of readChunks(short, { start: 2, end: 100 })) chunks.push(chunk.toString());
    expect(chunks).toEqual(['cd']);
    await expect(readChunks(join(folder, 'none.sql')).next()).rejects.toThrow('ENOENT');
  });
});
