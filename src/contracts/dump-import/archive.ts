/** An archive as the source lists it. */
export interface RemoteArchive {
  readonly filename: string;
  /** The `file_patterns` entry that matched. */
  readonly pattern: string;
  readonly database: string;
  readonly size: number;
  readonly modTime: string;
  /** `sha256:…` if it was computed. */
  readonly checksum?: string;
}

export interface ImportedArchive extends RemoteArchive {
  readonly checksum: string;
}
