import { gunzip } from '../../connectors/gzip/gunzip.js';
import type { ArchiveErrors } from '../../connectors/zip/archive-errors.js';
import { translateZipError } from '../../connectors/zip/archive-errors.js';
import { ByteBudget } from '../../connectors/zip/byte-budget.js';
import type { ArchiveLimits } from '../../contracts/dump-import/settings.js';
import { foreignFormat } from './foreign-format.js';
import type { ReadDumpOptions } from './packed-dump.js';

export interface UnwrapOptions extends ReadDumpOptions {
  readonly packedSize: number;
  readonly limits: ArchiveLimits;
  readonly errors: ArchiveErrors;
}

export const isGzip = (head: Buffer): boolean => head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;

/**
 * Unpacks and verifies gzip data within the limits. Progress counts packed bytes.
 * Throws ARCHIVE_CORRUPT, ARCHIVE_LIMIT_EXCEEDED, ARCHIVE_UNSUPPORTED for an archive inside, the signal's reason.
 */
export async function* unwrapGzip(packed: AsyncIterable<Buffer>, options: UnwrapOptions): AsyncGenerator<Buffer> {
  const { packedSize, limits, errors, signal, onProgress } = options;
  const budget = new ByteBudget(limits);
  let unpacked = 0;
  let taken = 0;
  const counted = async function* (): AsyncGenerator<Buffer> {
    for await (const piece of packed) {
      taken += piece.length;
      yield piece;
    }
  };
  try {
    for await (const piece of gunzip(counted())) {
      signal?.throwIfAborted();
      if (unpacked === 0) assertNoArchive(piece, errors);
      unpacked += piece.length;
      budget.spend(piece.length, unpacked, { packedSize }, errors);
      yield piece;
      onProgress?.(taken, packedSize);
    }
  } catch (error) {
    if (signal?.aborted === true) throw signal.reason;
    throw translateZipError(errors, error);
  }
  onProgress?.(packedSize, packedSize);
}

/** Throws ARCHIVE_UNSUPPORTED if what was unpacked is another archive instead of the dump. */
export const assertNoArchive = (head: Buffer, errors: ArchiveErrors): void => {
  const inside = foreignFormat(head);
  if (inside === undefined || /XML|HTML/.test(inside)) return;
  throw errors('ARCHIVE_UNSUPPORTED', `${inside} is inside; pack the dump itself`);
};

export const isZip = (head: Buffer): boolean =>
  ['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08'].includes(head.subarray(0, 4).toString('latin1'));
