/** A file of a source, before it is known which table it goes into. */
export interface SourceFile {
  readonly name: string;
  /** By which the source finds it again. */
  readonly path: string;
  readonly size: number;
  /** ISO 8601, UTC. */
  readonly modTime: string;
  /** Of a file on the host's disk. */
  readonly inode?: string;
}
