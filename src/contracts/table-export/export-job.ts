import type { ExportRequest } from './export-request.js';
import type { ExportedFile } from './snapshot.js';

/** Seed 001's words for how far an export is. */
export type ExportJobStatus = 'pending' | 'processing' | 'completed' | 'failed';

/** An export that the API was asked for, as the store keeps it. */
export interface ExportJob {
  /** A UUID: the id of the run's workflow ends with it. */
  readonly id: string;
  readonly idempotencyKey: string;
  readonly request: ExportRequest;
  /** Filters as they were asked for; JSON. */
  readonly filters?: object;
  readonly readsSecrets: boolean;
  /** Whose disk gets the file. */
  readonly host: string;
  readonly status: ExportJobStatus;
  /** Rows of the file. */
  readonly total: number;
  /** The file's name, once it is complete. */
  readonly file?: string;
  /** Why it failed. */
  readonly error?: string;
  readonly createdAt: string;
  readonly completedAt?: string;
  readonly askedBy: string;
  /** Absent until the run is known to have started. */
  readonly runId?: string;
}

/** A file of an export, as the store keeps it as long as the disk has it. */
export interface ExportFileRecord extends ExportedFile {
  readonly runId: string;
  readonly pipeline: string;
  readonly createdAt: string;
}
