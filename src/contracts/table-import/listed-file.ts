/** A file of a run, as the listing found it. */
export interface ListedFile {
  /** Counted from 1; the same in every attempt of the run. */
  readonly fileNo: number;
  /** In its folder; what people know it by. */
  readonly name: string;
  /** On the server, or on the host's disk; of a replay, the id of the run whose rejects they are. */
  readonly path: string;
  readonly size: number;
  /** ISO 8601, UTC. */
  readonly modTime: string;
  /** Of a file on the host's disk: tells it from another file of the same name. */
  readonly inode?: string;
  /** `schema.table`, as far as the configuration says the schema. */
  readonly table: string;
  readonly connection: string;
  readonly commit: 'once' | 'batches';
  /** Where the rejects of a file are replayed: its number in that run. */
  readonly replayOf?: number;
}

/** What a run found in its source. */
export interface FileListing {
  readonly files: readonly ListedFile[];
  /** Names, and why they are not taken. */
  readonly notTaken: readonly { readonly name: string; readonly reason: string }[];
  /** How many of `notTaken` were imported before. */
  readonly seen: number;
}
