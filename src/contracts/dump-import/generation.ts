import type { ImportedArchive } from './archive.js';
import type { DatabaseProof } from './proof.js';

/** The provenance in `next_…`, `current_…` and `previous_…`. */
export interface Provenance {
  readonly pipeline: string;
  readonly generation: number;
  readonly epoch: number;
  readonly runId: string;
  readonly preparedAt: string;
  readonly databases: readonly DatabaseProof[];
  /** Where a rollback brought this generation back; everything else is as it was published. */
  readonly rolledBack?: RolledBack;
}

export interface RolledBack {
  /** The run of the rollback. */
  readonly runId: string;
  readonly at: string;
  /** The generation that was live until then. */
  readonly from: number;
}

/** One generation as it stands on the target server. */
export interface StandingGeneration {
  /** 0 is what was there before the first import. */
  readonly generation: number;
  /** 0 is live, 1 is `prev_<db>`, 2 is `prev2_<db>` … */
  readonly age: number;
  readonly runId: string;
  readonly preparedAt: string;
  readonly databases: readonly string[];
  readonly archives: readonly ImportedArchive[];
  readonly tables: number;
  readonly rows: number;
  readonly rolledBack?: RolledBack;
}

/** What is live and what a rollback can bring back, read from the records beside the data. */
export interface StandingGenerations {
  /** Absent where nothing of ours is live, or its record cannot be read. */
  readonly live?: StandingGeneration;
  /** By age, the one that was live last first; a rollback can bring each of them back. */
  readonly kept: readonly StandingGeneration[];
  /** Kept as well, but not whole any more. @default [] */
  readonly broken?: readonly (Pick<StandingGeneration, 'generation' | 'age'> & { readonly reason: string })[];
  /** Databases whose tables from before the first import are pinned as `orig_<db>`. */
  readonly pinned: readonly string[];
}
