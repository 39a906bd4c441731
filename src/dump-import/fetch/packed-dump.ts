import type { ArchiveBytes } from '../../connectors/archive-bytes.js';
import type { ArchiveLimits } from '../../contracts/dump-import/settings.js';

export interface OpenDumpOptions {
  /** What messages call the archive: its own name, by which its kind is decided where the bytes do not tell. */
  readonly label: string;
  readonly limits: ArchiveLimits;
  /** Of what is encrypted. */
  readonly password?: string;
}

export interface ReadDumpOptions {
  readonly signal?: AbortSignal;
  /** Told as the bytes are used, in whatever the kind can count on both sides: bytes of the dump, or of the archive. */
  readonly onProgress?: (bytesDone: number, bytesTotal: number) => void;
}

/** The one dump of an archive, whatever kind of archive it is; to be read for as long as the archive's bytes can be. */
export interface PackedDump {
  /** What the archive calls it, safe to print. */
  readonly entry: string;
  /** Bytes unpacked as the archive tells; at least so many where it does not tell. */
  readonly bytes: number;
  /** The archive's bytes are the dump's: there is nothing to unpack. */
  readonly isWholeFile: boolean;
  /** What a person should know of how it was found. */
  readonly notes: readonly string[];
  /**
   * The dump's bytes from the first to the last, each piece in memory of its own. May be called several times, and
   * reads the archive from front to back where its kind allows it (gzip, plain SQL, the only entry of a ZIP behind its
   * directory).
   *
   * Ending without an error means that all of it is as it was packed: CRC-32 and size (ZIP, gzip), the authentication
   * code (AES); of plain SQL it says nothing. Bytes that were handed out before an error are worth nothing.
   *
   * Throws ARCHIVE_WRONG_PASSWORD, ARCHIVE_CORRUPT, ARCHIVE_LIMIT_EXCEEDED, ARCHIVE_UNSUPPORTED, or the signal's
   * reason.
   */
  read(options?: ReadDumpOptions): AsyncIterable<Buffer>;
}

/** One kind of archive: what it is called, by which bytes it is known, and how its dump is found. */
export interface ArchiveKind {
  /** As a message names it: "a ZIP archive". */
  readonly name: string;
  /** How files of this kind are named. */
  readonly suffix: RegExp;
  /** Whether a file that begins so is one. */
  recognises(head: Buffer): boolean;
  /** Throws ARCHIVE_WITHOUT_DUMP and what `PackedDump.read` throws. */
  open(bytes: ArchiveBytes, options: OpenDumpOptions): Promise<PackedDump>;
}
