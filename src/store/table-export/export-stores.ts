import type { ExportFileRecord, ExportJob } from '../../contracts/table-export/export-job.js';
import type { ExportedFile } from '../../contracts/table-export/snapshot.js';

interface Page {
  readonly limit: number;
  readonly offset: number;
}

export interface ExportJobStore {
  /** The export that came with the key first: this one where there is no other. */
  claim(job: ExportJob, marks: ExportMarks): Promise<{ readonly job: ExportJob; readonly requestHash: string }>;
  get(id: string): Promise<ExportJob | undefined>;
  /** Newest first, and how many there are. */
  list(page: Page): Promise<{ readonly jobs: readonly ExportJob[]; readonly total: number }>;
  /** Those that have not ended, the oldest first, at most 1,000. */
  open(): Promise<readonly ExportJob[]>;
  /** Keeps which run it is; the first stays. */
  setRun(id: string, runId: string): Promise<void>;
  /** Its file is being written. */
  begin(id: string): Promise<void>;
  /** Ends it with its file, also where it had failed: a retry may succeed. The first file stays. */
  complete(id: string, file: Pick<ExportedFile, 'file' | 'rows'>): Promise<void>;
  /** Ends it with the reason; the first end stays. */
  fail(id: string, error: string): Promise<void>;
}

export interface ExportMarks {
  /** SHA-256 of who asks and its idempotency key. */
  readonly keyHash: string;
  /** SHA-256 of what was asked. */
  readonly requestHash: string;
}

/** Files of exports that can be downloaded. */
export interface ExportFileStore {
  add(file: ExportFileRecord): Promise<void>;
  get(name: string): Promise<ExportFileRecord | undefined>;
  /** Forgets files that are gone. */
  remove(names: readonly string[]): Promise<void>;
}
