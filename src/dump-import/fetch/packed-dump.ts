import type { ArchiveBytes } from '../../connectors/archive-bytes.js';
import type { ArchiveLimits } from '../../contracts/dump-import/settings.js';

export interface OpenDumpOptions {
  /** The archive's name, for messages; it decides the kind if the bytes do not. */
  readonly label: string;
  readonly limits: ArchiveLimits;
  /** For encrypted archives. */
  readonly password?: string;
}

export interface ReadDumpOptions {
  readonly signal?: AbortSignal;
  /**
   * Called as bytes are read. Both numbers count the same: bytes of the dump or of the archive, depending on the kind.
   */
  readonly onProgress?: (bytesDone: number, bytesTotal: number) => void;
}

/** An archive's only dump, whatever the archive's kind; readable while the archive's bytes are. */
export interface PackedDump {
  /** Its name in the archive, safe to print. */
  readonly entry: string;
  /** Unpacked bytes as the archive states them; a lower bound if it does not. */
  readonly bytes: number;
  /** The archive's bytes are the dump's: there is nothing to unpack. */
  readonly isWholeFile: boolean;
  /** Remarks for a person on how it was found. */
  readonly notes: readonly string[];
  /**
   * Yields the dump's bytes in order, each piece in its own memory. May be called several times. Reads the archive from
   * front to back if its kind allows that (gzip, plain SQL, a ZIP's only entry after its directory).
   *
   * Ending without an error means that everything is as it was packed: CRC-32 and size (ZIP, gzip), the authentication
   * code (AES); for plain SQL it proves nothing. Discard bytes that were yielded before an error.
   *
   * Throws ARCHIVE_WRONG_PASSWORD, ARCHIVE_CORRUPT, ARCHIVE_LIMIT_EXCEEDED, ARCHIVE_UNSUPPORTED, or the signal's
   * reason.
   */
  read(options?: ReadDumpOptions): AsyncIterable<Buffer>;
}

/** One kind of archive: its name, the bytes that identify it, and how its dump is found. */
export interface ArchiveKind {
  /** For messages: "a ZIP archive". */
  readonly name: string;
  /** The ending of its file names. */
  readonly suffix: RegExp;
  /** Whether a file with these first bytes is of this kind. */
  recognises(head: Buffer): boolean;
  /** Throws ARCHIVE_WITHOUT_DUMP and what `PackedDump.read` throws. */
  open(bytes: ArchiveBytes, options: OpenDumpOptions): Promise<PackedDump>;
}
