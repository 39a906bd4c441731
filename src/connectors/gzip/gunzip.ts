import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/**
 * Unpacks gzip data in order; consecutive members form one content, as for `gzip -d`. Ending without an error means
 * that every member's checksum (CRC-32) and size matched and that only zeros followed. Passes on zlib's errors (`Z_…`)
 * and those of the input.
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
