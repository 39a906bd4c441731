import type { ArchiveLimits } from '../../contracts/dump-import/settings.js';

export type ZipLimits = ArchiveLimits;

/** One entry of the central directory. Names are for people and for choosing, never for paths. */
export interface ZipEntry {
  /** Decoded, with `/` between folders; control and direction characters are replaced, so it is safe to print. */
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'link';
  /** Bytes unpacked, as the directory says; `read` verifies it. */
  readonly size: number;
  /** Bytes in the archive, the encryption's own among them. */
  readonly packedSize: number;
  readonly encryption: 'none' | 'zipcrypto' | 'aes';
}

export interface ZipReadOptions {
  readonly password?: string;
  readonly signal?: AbortSignal;
}

/** An opened ZIP file, to be read for as long as its bytes can be. */
export interface ZipArchive {
  readonly entries: readonly ZipEntry[];
  /** Bytes in front of the archive or behind it that belong to nothing in it. */
  readonly strayBytes: number;
  /**
   * The unpacked bytes of an entry, in order.
   *
   * 1. A wrong password is told before the first byte wherever the format lets one tell.
   * 2. Ending without an error means that all of it arrived as it was packed: size, CRC-32 (not of AE-2, which has
   *    none) and, for AES, the authentication code. Bytes that were handed out before an error are worth nothing.
   * 3. Limits are counted while unpacking, over all reads of the archive together.
   *
   * Throws ARCHIVE_WRONG_PASSWORD, ARCHIVE_CORRUPT, ARCHIVE_LIMIT_EXCEEDED, ARCHIVE_UNSUPPORTED; the signal's reason
   * where it is cut off.
   */
  read(entry: ZipEntry, options?: ZipReadOptions): AsyncIterable<Buffer>;
}
