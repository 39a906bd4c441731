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
 * The seam between an import and the protocol that its archives come over. There are SFTP and, where a server has none,
 * its shell (`scp`). Every method throws StevedoreError with an `SFTP_…` code.
 */
export interface ArchiveSource {
  readonly protocol: 'sftp' | 'scp';
  /**
   * Regular files of the remote directory, in no particular order. Of files that are not wanted those may lack of which
   * the listing alone does not tell enough. @default all are wanted
   */
  list(wanted?: (filename: string) => boolean): Promise<RemoteFile[]>;
  /** The file as it stands now, or undefined. */
  stat(filename: string): Promise<RemoteFile | undefined>;
  /** The bytes of a range, in order; throws ARCHIVE_CHANGED where the file ends before `end`. */
  read(filename: string, options: ReadOptions): AsyncIterable<Buffer>;
  close(): Promise<void>;
}
