import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/**
 * The unpacked bytes of gzip data, in order; members that stand one after the other are one content, as `gzip -d` has
 * it. Ending without an error means that the checksum (CRC-32) and the size of every member matched and that nothing
 * followed but zeros. Throws zlib's errors (`Z_…`), and those of what it reads as they are.
 */
export async function* gunzip(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const input = Readable.from(packed, { highWaterMark: 2 });
  const inflate = createGunzip({ chunkSize: CHUNK_BYTES });
  const ended = new Promise<void>((resolve) => {
    pipeline(input, inflate, () => resolve());
  });
  try {
    for await (const piece of inflate) yield piece as Buffer;
  } finally {
    inflate.destroy();
    input.destroy();
    await ended;
  }
}

/** zlib's own default of 16 KiB is less than half as fast. */
const CHUNK_BYTES = 1024 * 1024;
