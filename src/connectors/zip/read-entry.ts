import { pipeline, Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import type { Entry } from 'yauzl-promise';
import type { ArchiveBytes } from '../archive-bytes.js';
import { readBlocks } from '../archive-bytes.js';
import type { ArchiveErrors } from './archive-errors.js';
import { translateZipError } from './archive-errors.js';
import type { ByteBudget } from './byte-budget.js';
import type { EntryCoding } from './open-decryptor.js';
import { openDecryptor, readCoding } from './open-decryptor.js';
import type { ZipEntry, ZipReadOptions } from './zip-archive.js';

export interface EntrySource {
  readonly bytes: ArchiveBytes;
  readonly entry: ZipEntry;
  readonly source: Entry;
  readonly budget: ByteBudget;
  readonly errors: ArchiveErrors;
}

/** Reads, decrypts, inflates and verifies one entry; see `ZipArchive.read` for what it guarantees. */
export async function* readEntry(from: EntrySource, options: ZipReadOptions): AsyncGenerator<Buffer> {
  const { entry, source, budget, errors } = from;
  const { signal } = options;
  try {
    signal?.throwIfAborted();
    const coding = readCoding(source, errors);
    budget.assertDeclared(entry, errors);
    let size = 0;
    let crc = 0;
    for await (const piece of unpack(from, coding, options)) {
      signal?.throwIfAborted();
      size += piece.length;
      budget.spend(piece.length, size, entry, errors);
      if (size > entry.size) {
        throw errors(
          'ARCHIVE_CORRUPT',
          `it holds more than the ${entry.size} bytes that the directory declares${doubt(coding)}`,
        );
      }
      crc = crc32(piece, crc);
      yield piece;
    }
    if (size !== entry.size) {
      throw errors(
        'ARCHIVE_CORRUPT',
        `it holds ${size} bytes and the directory declares ${entry.size}${doubt(coding)}`,
      );
    }
    if (coding.hasCrc && crc !== source.crc32) {
      throw errors('ARCHIVE_CORRUPT', `its checksum (CRC-32) does not match${doubt(coding)}`);
    }
  } catch (error) {
    if (signal?.aborted === true) throw signal.reason;
    throw translateZipError(errors, error);
  }
}

/** For a stored entry, a wrong ZipCrypto password that passed the one-byte check shows only here. */
const doubt = ({ encrypted }: EntryCoding): string =>
  encrypted ? '; the archive is damaged, or, rarely, the password is wrong' : '; upload the archive again';

async function* unpack(from: EntrySource, coding: EntryCoding, options: ZipReadOptions): AsyncGenerator<Buffer> {
  const state = { verified: false };
  const plain = readPlain(from, coding, options, state);
  if (coding.method === 0) {
    yield* plain;
    return;
  }
  const packed = Readable.from(plain, { highWaterMark: 2 });
  const inflate = createInflateRaw({ chunkSize: INFLATE_CHUNK_BYTES });
  const ended = new Promise<void>((resolve) => {
    pipeline(packed, inflate, () => resolve());
  });
  try {
    for await (const piece of inflate) yield piece as Buffer;
  } finally {
    inflate.destroy();
    packed.destroy();
    await ended;
  }
  // Inflate stops at the end of its own data; anything after it would not have been authenticated.
  if (!state.verified || inflate.bytesWritten !== dataBytes(from.source, coding)) {
    throw from.errors('ARCHIVE_CORRUPT', `its data ends early${doubt(coding)}`);
  }
}

/** The largest single gain in speed: zlib's own default of 16 KiB is less than half as fast. */
const INFLATE_CHUNK_BYTES = 1024 * 1024;

const dataBytes = ({ compressedSize }: Entry, { headerBytes, trailerBytes }: EntryCoding): number =>
  compressedSize - headerBytes - trailerBytes;

/** The entry's data, decrypted but still deflated; ends without an error only if it authenticates. */
async function* readPlain(
  { bytes, source, errors }: EntrySource,
  coding: EntryCoding,
  { password, signal }: ZipReadOptions,
  state: { verified: boolean },
): AsyncGenerator<Buffer> {
  const start = await findData(source);
  const header = await bytes.read(start, coding.headerBytes);
  const length = dataBytes(source, coding);
  const begin = await bytes.read(start + coding.headerBytes, Math.min(PROBE_READ_BYTES, length));
  const decryptor = await openDecryptor(source, coding, header, begin, password, errors);
  for await (const block of readBlocks(bytes, start + coding.headerBytes, length)) {
    signal?.throwIfAborted();
    decryptor?.decrypt(block);
    yield block;
  }
  if (decryptor?.authenticates !== undefined) {
    const trailer = await bytes.read(start + coding.headerBytes + length, coding.trailerBytes);
    if (!decryptor.authenticates(trailer)) {
      throw errors(
        'ARCHIVE_CORRUPT',
        'its authentication code does not match: the archive is damaged or was changed; upload it again',
      );
    }
  }
  state.verified = true;
}

const PROBE_READ_BYTES = 4_096;

/**
 * Returns where the data begins. Opens an empty stream, because the parser checks the local header and the bounds while
 * it opens one.
 */
const findData = async (source: Entry): Promise<number> => {
  const empty = await source.openReadStream({
    decrypt: false,
    decompress: false,
    validateCrc32: false,
    start: 0,
    end: 0,
  });
  empty.destroy();
  if (source.fileDataOffset === null) throw new Error('no file data offset');
  return source.fileDataOffset;
};
