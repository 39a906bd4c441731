/** A file of the source's directory. */
export interface RemoteFile {
  readonly filename: string;
  /** Bytes. */
  readonly size: number;
  /** ISO 8601, UTC; SFTP has whole seconds. */
  readonly modTime: string;
}

export interface ReadOptions {
  /** First byte, counted from 0. @default 0 */
  readonly start?: number;
  /** The byte after the last one: the size that `list` returned. */
  readonly end: number;
  readonly signal?: AbortSignal;
}

/**
 * The interface between an import and the protocol that fetches its archives: SFTP, or a server's shell (`scp`) if it
 * has no SFTP, or a folder of this machine. Every method throws StevedoreError with an `SFTP_…` or a `FILE_…` code.
 */
export interface ArchiveSource {
  readonly protocol: 'sftp' | 'scp' | 'folder';
  /**
   * Lists the remote directory's regular files in no particular order. May omit unwanted files if the listing alone
   * does not tell enough of them. @default all are wanted
   */
  list(wanted?: (filename: string) => boolean): Promise<RemoteFile[]>;
  /** The file's current facts, or undefined if it does not exist. */
  stat(filename: string): Promise<RemoteFile | undefined>;
  /** Yields a range in order. Throws ARCHIVE_CHANGED if the file ends before `end`. */
  read(filename: string, options: ReadOptions): AsyncIterable<Buffer>;
  /** Whether its connection is still there; absent where there is none to keep. */
  isOpen?(): boolean;
  close(): Promise<void>;
}
