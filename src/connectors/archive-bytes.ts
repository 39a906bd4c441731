import type { FileHandle } from 'node:fs/promises';

/**
 * An archive's bytes, readable at any position: those of a file on disk, or of one still being downloaded (a read then
 * waits for them). Their number is known from the start.
 */
export interface ArchiveBytes {
  readonly size: number;
  /** Reads the whole range into memory that the caller owns. Throws if there are fewer bytes. */
  read(start: number, length: number): Promise<Buffer>;
}

/** The bytes of an open file, which the caller closes. */
export const bytesOfFile = async (handle: FileHandle): Promise<ArchiveBytes> => {
  const { size } = await handle.stat();
  return { size, read: (start, length) => readExactly(handle, start, length) };
};

/** The bytes from a position on, as if none came before. */
export const bytesFrom = (bytes: ArchiveBytes, base: number): ArchiveBytes =>
  base === 0 ? bytes : { size: bytes.size - base, read: (start, length) => bytes.read(base + start, length) };

/** Yields a range in blocks, each a separate buffer that the reader may change. */
export async function* readBlocks(bytes: ArchiveBytes, start: number, length: number): AsyncGenerator<Buffer> {
  for (let done = 0; done < length; ) {
    const block = await bytes.read(start + done, Math.min(BLOCK_BYTES, length - done));
    done += block.length;
    yield block;
  }
}

/** Bytes read from disk at once. */
const BLOCK_BYTES = 1024 * 1024;

const readExactly = async (handle: FileHandle, start: number, length: number): Promise<Buffer> => {
  const bytes = Buffer.allocUnsafeSlow(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(bytes, done, length - done, start + done);
    if (bytesRead === 0) throw new Error('unexpected end of file');
    done += bytesRead;
  }
  return bytes;
};
