import { open } from 'node:fs/promises';

export interface ChunkRange {
  /** @default 0 */
  readonly start?: number;
  /** Behind the last byte. @default the end of the file */
  readonly end?: number;
}

/**
 * Reads a file, or a range of it, a MiB at a time, the next MiB while the last one is used. A chunk stands only until
 * the next is asked for: two pieces of memory serve the whole file, so that reading one of any size leaves no garbage
 * behind.
 */
export async function* readChunks(
  file: string,
  { start = 0, end = Infinity }: ChunkRange = {},
): AsyncGenerator<Buffer, void, undefined> {
  const size = Math.min(CHUNK_BYTES, end - start);
  if (size <= 0) return;
  const handle = await open(file, 'r');
  let at = start;
  const read = (buffer: Buffer) => handle.read(buffer, 0, Math.min(size, end - at), at);
  let [buffer, other] = [Buffer.allocUnsafeSlow(size), Buffer.allocUnsafeSlow(size)];
  let reading = read(buffer);
  try {
    for (;;) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) return;
      at += bytesRead;
      reading = read(other);
      yield buffer.subarray(0, bytesRead);
      [buffer, other] = [other, buffer];
    }
  } finally {
    await reading.catch(() => undefined);
    await handle.close();
  }
}

const CHUNK_BYTES = 1024 * 1024;
