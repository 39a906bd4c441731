/** A file of the source's directory. */
export interface RemoteFile {
  readonly filename: string;
  /** Bytes. */
  readonly size: number;
  /** ISO 8601, UTC; SFTP gives whole seconds. */
  readonly modTime: string;
}

export interface ReadOptions {
  /** First byte, counted from 0. @default 0 */
  readonly start?: number;
  /** The byte after the last one; the size that `list` gave. */
  readonly end: number;
  readonly signal?: AbortSignal;
}

/**
 * The seam between an import and the protocol that its archives come over. SFTP is the only one built in so far.
 * Every method throws StevedoreError with an `SFTP_…` code.
 */
export interface ArchiveSource {
  /** Regular files of the remote directory, in no particular order. */
  list(): Promise<RemoteFile[]>;
  /** The file as it stands now, or undefined. */
  stat(filename: string): Promise<RemoteFile | undefined>;
  /** The bytes of a range, in order; throws ARCHIVE_CHANGED where the file ends before `end`. */
  read(filename: string, options: ReadOptions): AsyncIterable<Buffer>;
  close(): Promise<void>;
}
