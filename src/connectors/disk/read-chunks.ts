import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';

export interface ChunkRange {
  /** @default 0 */
  readonly start?: number;
  /** Offset after the last byte. @default the end of the file */
  readonly end?: number;
}

/**
 * Reads a file, or a range of it, in chunks of 1 MiB, one chunk ahead. A chunk is valid only until the next is
 * requested: two buffers serve the whole file, so that no garbage is left for files of any size. A file that is given
 * open stays open, and is read whatever has become of its name.
 */
export async function* readChunks(
  file: string | FileHandle,
  { start = 0, end = Infinity }: ChunkRange = {},
): AsyncGenerator<Buffer, void, undefined> {
  const size = Math.min(CHUNK_BYTES, end - start);
  if (size <= 0) return;
  const handle = typeof file === 'string' ? await open(file, 'r') : file;
  let at = start;
  const read = (buffer: Buffer) => handle.read(buffer, 0, Math.min(size, end - at), at);
  let buffer: Buffer = Buffer.allocUnsafeSlow(size);
  let other: Buffer | undefined;
  let reading = read(buffer);
  try {
    for (;;) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) return;
      at += bytesRead;
      if (at >= end) return yield buffer.subarray(0, bytesRead);
      other ??= Buffer.allocUnsafeSlow(size);
      reading = read(other);
      yield buffer.subarray(0, bytesRead);
      [buffer, other] = [other, buffer];
    }
  } finally {
    await reading.catch(() => undefined);
    if (handle !== file) await handle.close();
  }
}

const CHUNK_BYTES = 1024 * 1024;
