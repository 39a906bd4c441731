import type { JobError } from './job-error.js';

/** Seed 001's words for how far an import is; `completed` also where records were rejected. */
export type ImportJobStatus = 'pending' | 'processing' | 'completed' | 'failed';

/** An import that an upload asked for, as the store keeps it. */
export interface ImportJob extends JobProgress {
  /** A UUID: the id of the run's workflow ends with it. */
  readonly id: string;
  readonly idempotencyKey: string;
  /** The name of a declared resource. */
  readonly resource: string;
  readonly format: 'csv' | 'ndjson';
  /** Where the file is; absolute. */
  readonly path: string;
  /** The host that has the file. */
  readonly host: string;
  readonly createdAt: string;
  readonly completedAt?: string;
  readonly askedBy: string;
  /** Absent until the run is known to have started. */
  readonly runId?: string;
}

/** What changes of a job until it is over. */
export interface JobProgress {
  readonly status: ImportJobStatus;
  /** Records of the file, as far as they are known. */
  readonly total: number;
  /** Those whose fate is committed. */
  readonly processed: number;
  readonly succeeded: number;
  readonly failed: number;
  /** The first 1,000, in the order of their lines; those of a file that could not be imported have the line 0. */
  readonly errors: readonly JobError[];
}
