import type { Reason } from './reason.js';

/** A record that did not go into the table, as it was read. */
export interface Reject {
  /** Of several files of a run; counted from 1. */
  readonly fileNo: number;
  /** The line that it begins on, counted from 1 as an editor counts. */
  readonly line: number;
  /** Counted from 1, without the header. */
  readonly number: number;
  readonly reasons: readonly Reason[];
  /** Its bytes in UTF-8, with its line end; the first 64 KiB of them. */
  readonly raw: Buffer;
  /** How many bytes it has in all. */
  readonly rawBytes: number;
}

/** Columns that a download of rejects has beside those of its file. */
export const REJECT_COLUMNS: readonly string[] = ['_line', '_errors'];

/** `replayed`: a later run has put it into the table. */
export type RejectState = 'open' | 'replayed' | 'dismissed';

/** A reject as it is kept. */
export interface StoredReject extends Reject {
  readonly runId: string;
  readonly state: RejectState;
  /** What somebody made of it, to be replayed in its place. */
  readonly mended?: Buffer;
  /** The run that has put it into the table. */
  readonly replayRunId?: string;
}

/** A reason that only the database could find, for the record on this line. */
export interface LineReject {
  readonly line: number;
  readonly reasons: readonly Reason[];
}
