import type { ArchiveLimits } from '../../contracts/dump-import/settings.js';

export type ZipLimits = ArchiveLimits;

/** One entry of the central directory. Its name is for display and selection, never a path. */
export interface ZipEntry {
  /** Decoded, with `/` between folders; control and direction characters are replaced, so it is safe to print. */
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'link';
  /** Unpacked bytes according to the directory; `read` verifies them. */
  readonly size: number;
  /** Bytes in the archive, including the encryption's own. */
  readonly packedSize: number;
  readonly encryption: 'none' | 'zipcrypto' | 'aes';
}

export interface ZipReadOptions {
  readonly password?: string;
  readonly signal?: AbortSignal;
}

/** An opened ZIP file, readable while its bytes are. */
export interface ZipArchive {
  readonly entries: readonly ZipEntry[];
  /** Bytes before or after the archive that belong to nothing in it. */
  readonly strayBytes: number;
  /**
   * Yields an entry's unpacked bytes in order.
   *
   * 1. A wrong password throws before the first byte wherever the format can tell.
   * 2. Ending without an error means that everything is as it was packed: size, CRC-32 (AE-2 has none) and, for AES,
   *    the
   *    authentication code. Discard bytes that were yielded before an error.
   * 3. Limits count while unpacking, over all reads of the archive together.
   *
   * Throws ARCHIVE_WRONG_PASSWORD, ARCHIVE_CORRUPT, ARCHIVE_LIMIT_EXCEEDED, ARCHIVE_UNSUPPORTED; the signal's reason
   * if it aborts.
   */
  read(entry: ZipEntry, options?: ZipReadOptions): AsyncIterable<Buffer>;
}
