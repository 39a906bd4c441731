import type { FileHandle } from 'node:fs/promises';
import { Reader } from 'yauzl-promise';

/** How much is read from the disk at once. */
const BLOCK_BYTES = 1024 * 1024;

/** Lets the directory's parser read from an open file, and smooths over two legal layouts that it refuses. */
export class ZipFileReader extends Reader {
  readonly #handle: FileHandle;
  readonly #end: EndRecord | undefined;

  constructor(handle: FileHandle, end: EndRecord | undefined) {
    super();
    this.#handle = handle;
    this.#end = end;
  }

  override async _read(start: number, length: number): Promise<Buffer> {
    const bytes = await readExactly(this.#handle, start, length);
    const record = this.#end === undefined ? -1 : this.#end.start - start;
    // Zip64 writers may leave the disk numbers to the Zip64 record, as 0xFFFF; the parser takes that for a split archive.
    if (this.#end?.zip64 === true && record >= 0 && record + 8 <= length && bytes.readUInt32LE(record + 4) === 0xffffffff) {
      bytes.writeUInt32LE(0, record + 4);
    }
    return bytes;
  }
}

export interface EndRecord {
  /** Position of the end-of-directory record. */
  readonly start: number;
  /** Position after it and its comment; only padding follows. */
  readonly end: number;
  readonly zip64: boolean;
  /** Where the directory must end: at this record, or at that of Zip64. */
  readonly directoryEnd: bigint;
}

/**
 * Finds the end-of-directory record, also where the file was padded with zero bytes by a transfer.
 * Undefined: there is none, the file is cut off or no ZIP.
 */
export const findEndRecord = async (handle: FileHandle, size: number): Promise<EndRecord | undefined> => {
  const tailStart = Math.max(0, size - TAIL_BYTES);
  const tail = await readExactly(handle, tailStart, size - tailStart);
  const contentEnd = tail.length - countTrailingZeros(tail);
  for (let at = tail.length - RECORD_BYTES; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== RECORD_SIGNATURE) continue;
    const end = at + RECORD_BYTES + tail.readUInt16LE(at + 20);
    if (end > tail.length || end < contentEnd) continue;
    const zip64 = at >= LOCATOR_BYTES && tail.readUInt32LE(at - LOCATOR_BYTES) === LOCATOR_SIGNATURE;
    const directoryEnd = zip64 ? tail.readBigUInt64LE(at - LOCATOR_BYTES + 8) : BigInt(tailStart + at);
    return { start: tailStart + at, end: tailStart + end, zip64, directoryEnd };
  }
  return undefined;
};

/** The bytes of a range in blocks, each a buffer of its own that the reader may change. */
export async function* readBlocks(handle: FileHandle, start: number, length: number): AsyncGenerator<Buffer> {
  for (let done = 0; done < length; ) {
    const block = await readExactly(handle, start + done, Math.min(BLOCK_BYTES, length - done));
    done += block.length;
    yield block;
  }
}

export const readExactly = async (handle: FileHandle, start: number, length: number): Promise<Buffer> => {
  const bytes = Buffer.allocUnsafeSlow(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(bytes, done, length - done, start + done);
    if (bytesRead === 0) throw new Error('unexpected end of file');
    done += bytesRead;
  }
  return bytes;
};

/** A comment is at most 64 KiB; as much padding is put up with. */
const TAIL_BYTES = 2 * 65_536;
const RECORD_BYTES = 22;
const RECORD_SIGNATURE = 0x06054b50;
const LOCATOR_BYTES = 20;
const LOCATOR_SIGNATURE = 0x07064b50;

const countTrailingZeros = (bytes: Buffer): number => {
  let count = 0;
  while (count < bytes.length && bytes[bytes.length - 1 - count] === 0) count++;
  return count;
};
