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
  /** Present if a rollback brought this generation back; everything else is as published. */
  readonly rolledBack?: RolledBack;
}

export interface RolledBack {
  /** The run of the rollback. */
  readonly runId: string;
  readonly at: string;
  /** The generation that was live before. */
  readonly from: number;
}

/** One generation that exists on the target server. */
export interface StandingGeneration {
  /** 0 is the state before the first import. */
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
  /** Absent if nothing of ours is live, or its record is unreadable. */
  readonly live?: StandingGeneration;
  /** By age, the last live one first; a rollback can bring back each of them. */
  readonly kept: readonly StandingGeneration[];
  /** Kept but no longer complete. @default [] */
  readonly broken?: readonly (Pick<StandingGeneration, 'generation' | 'age'> & { readonly reason: string })[];
  /** Databases whose tables from before the first import are pinned as `orig_<db>`. */
  readonly pinned: readonly string[];
}
