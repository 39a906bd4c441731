import type { ApiRequest } from '../contracts/access/api-request.js';
import type { GenerationRecord } from '../contracts/dump-import/generation-record.js';
import type { LogEntry } from '../contracts/runs/log-entry.js';
import type { RunRecord } from '../contracts/runs/run-record.js';
import type { ImportJob, JobProgress } from '../contracts/table-import/import-job.js';
import type { ImportDefinition } from '../contracts/definitions/import-definition.js';
import type { ImportedFileRecord } from '../contracts/table-import/imported-file-record.js';
import type { AccessStores } from './access/access-stores.js';
import type { NotificationStore } from './notifications/notification-stores.js';
import type { ProjectStores } from './table-import/project-stores.js';
import type { ExportFileStore, ExportJobStore } from './table-export/export-stores.js';

/**
 * What outlives a run. Every method is idempotent.
 * Every method throws STORE_UNREACHABLE if the server cannot be reached or does not answer, otherwise STORE_FAILED.
 */
export interface Store extends AccessStores, ProjectStores {
  /** Creates or updates the schema and its tables; safe while other programs do the same. */
  migrate(): Promise<void>;
  /**
   * Deletes runs, with their log lines, that began and ended before a time (ISO 8601), except the latest of each
   * pipeline and those to keep. A run without an end counts as ended if it began before that time. Returns their
   * number. Deletes audit entries and notifications of before that time too, keys that were revoked before it, imports
   * of uploads and projects that ended before it, files of runs, except the last import of each file, and definitions
   * that no run names.
   */
  prune(before: string, keepRunIds?: readonly string[]): Promise<number>;
  /** Returns the id of this installation (all programs that share the store); undefined before the first `migrate`. */
  installation(): Promise<string | undefined>;
  /** Says what the server is and what it misses; changes nothing. */
  survey(): Promise<StoreSurvey>;
  /** Resolves when the store answers. */
  ping(): Promise<void>;
  readonly runs: RunStore;
  readonly logs: LogStore;
  readonly generations: GenerationStore;
  readonly importJobs: ImportJobStore;
  readonly exportJobs: ExportJobStore;
  readonly exportFiles: ExportFileStore;
  readonly apiMetrics: ApiMetricsStore;
  readonly importedFiles: ImportedFileStore;
  readonly definitions: DefinitionStore;
  readonly secrets: SecretStore;
  readonly notifications: NotificationStore;
  /** Ends the pool. */
  close(): Promise<void>;
}

export interface StoreSurvey {
  /** `PostgreSQL 15.4` */
  readonly server: string;
  /** Where on the server the tables are. */
  readonly place: string;
  readonly problems: readonly StoreProblem[];
  /** MySQL and MariaDB: the account as the server knows it, and its lines of SHOW GRANTS. */
  readonly grants?: {
    readonly user: string;
    readonly host: string;
    readonly schema: string;
    readonly lines: readonly string[];
  };
}

export interface StoreProblem {
  /** Continues a sentence that begins with the server's name. */
  readonly text: string;
  /** Statements or advice, line by line. */
  readonly fix: readonly string[];
}

export interface RunStore {
  /** Adds a run; an existing one stays unchanged. */
  open(record: RunRecord): Promise<void>;
  /** Changes an open run; a closed or unknown one stays unchanged. */
  update(runId: string, patch: RunPatch): Promise<void>;
  /** Ends a run; the first close wins. */
  close(runId: string, end: RunEnd): Promise<void>;
  get(runId: string): Promise<RunRecord | undefined>;
  /** Returns the run that started last, except those that could not start (`not_started`). */
  latest(pipeline: string): Promise<RunRecord | undefined>;
  /** Lists runs, newest first. Throws REQUEST_INVALID for an invalid cursor. */
  list(query?: RunQuery): Promise<RunPage>;
  /** How often runs ended how; goes on counting those that are forgotten, and never falls. */
  tallies(): Promise<RunTally[]>;
}

/** Ends of one kind. A run without an end is not among them until it is forgotten, and then as failed. */
export interface RunTally {
  readonly pipeline: string;
  readonly kind: string;
  /** `run`, or what was done instead, such as `rollback`. */
  readonly action: string;
  readonly outcome: Exclude<RunRecord['status'], 'running'>;
  readonly ended: number;
  readonly lastEndedAt: string;
}

export type RunPatch = Partial<
  Pick<RunRecord, 'status' | 'attempts' | 'reason' | 'errorCode' | 'error' | 'generation' | 'warnings' | 'snapshot'>
>;

export interface RunEnd extends Omit<RunPatch, 'status'> {
  readonly status: RunRecord['status'];
  readonly completedAt: string;
}

export interface RunQuery {
  readonly pipeline?: string;
  /** Of these only. @default all */
  readonly pipelines?: readonly string[];
  /** Only runs that began then or later (ISO 8601). */
  readonly since?: string;
  readonly status?: RunRecord['status'];
  /** @default 50, at most 500 */
  readonly limit?: number;
  /** `next` of the previous page. */
  readonly cursor?: string;
}

export interface RunPage {
  readonly runs: readonly RunRecord[];
  /** Absent on the last page. */
  readonly next?: string;
}

export interface LogStore {
  /** Adds lines in order; skips a line whose `id` exists. */
  append(runId: string, attempt: number, lines: readonly NewLogLine[]): Promise<void>;
  /** In the order of insertion. */
  list(query: LogQuery): Promise<LogLine[]>;
}

export interface NewLogLine extends LogEntry {
  /**
   * Unique, at most 40 characters; makes a repeated append harmless. @default a new id, so that a repeated append adds
   * the line again
   */
  readonly id?: string;
}

export interface LogLine extends LogEntry {
  readonly seq: number;
  readonly runId: string;
  readonly attempt: number;
}

export interface LogQuery {
  readonly runId?: string;
  readonly pipeline?: string;
  /** Only lines after this one. */
  readonly afterSeq?: number;
  /** @default 1_000, at most 10_000 */
  readonly limit?: number;
  /** The last lines instead of the first. @default false */
  readonly tail?: boolean;
}

export interface GenerationStore {
  /** Adds a generation; an existing one of the same pipeline and number stays unchanged. */
  add(record: GenerationRecord): Promise<void>;
  latest(pipeline: string): Promise<GenerationRecord | undefined>;
  /** Newest first, at most 1,000. */
  list(pipeline: string): Promise<GenerationRecord[]>;
}

export interface ImportJobStore {
  /** The import that came with the key first: this one where there is no other. */
  claim(job: ImportJob, marks: ImportMarks): Promise<{ readonly job: ImportJob; readonly requestHash: string }>;
  get(id: string): Promise<ImportJob | undefined>;
  /** Newest first, and how many there are. */
  list(page: Page): Promise<{ readonly jobs: readonly ImportJob[]; readonly total: number }>;
  /** Those that have not ended, the oldest first, at most 1,000. */
  open(): Promise<readonly ImportJob[]>;
  /** Keeps which run it is; the first stays. */
  setRun(id: string, runId: string): Promise<void>;
  /** Changes an open one; counts do not fall. */
  update(id: string, progress: JobProgress): Promise<void>;
  /** Ends it; the first end stays. */
  close(id: string, progress: JobProgress, completedAt: string): Promise<void>;
}

export interface ImportMarks {
  /** SHA-256 of who asks and its idempotency key. */
  readonly keyHash: string;
  /** SHA-256 of what was asked. */
  readonly requestHash: string;
}

export interface Page {
  readonly limit: number;
  readonly offset: number;
}

export interface ApiMetricsStore {
  add(requests: readonly ApiRequest[]): Promise<void>;
  /** Deletes requests of before a time (ISO 8601). */
  prune(before: string): Promise<void>;
}

export interface ImportedFileStore {
  /** Adds a file of a run, or changes it until it is `done`. */
  save(record: ImportedFileRecord): Promise<void>;
  /** The last import of each of these sources into each table, of those that have one. */
  lastDone(pipeline: string, sources: readonly string[]): Promise<ImportedFileRecord[]>;
  /** In the order of their numbers. */
  ofRun(runId: string): Promise<ImportedFileRecord[]>;
}

/** Imports that were asked for by API. */
export interface DefinitionStore {
  /** Adds one; one that is there stays as it is. */
  add(definition: ImportDefinition): Promise<void>;
  get(id: string): Promise<ImportDefinition | undefined>;
  /** Forgets it, and its secrets. */
  remove(id: string): Promise<void>;
}

/**
 * Secrets that were given by API, encrypted with AES-256-GCM. The newest key of the configuration encrypts; earlier
 * ones open what they have encrypted. Throws SECRETS_UNAVAILABLE where the key is missing.
 */
export interface SecretStore {
  /** Keeps a value for an owner of at most 64 characters; resolves to its id. */
  put(owner: string, value: string): Promise<string>;
  /** Throws SECRET_UNKNOWN too. */
  get(id: string): Promise<string>;
  remove(id: string): Promise<void>;
  removeOf(owner: string): Promise<void>;
  /** Encrypts with the newest key everything that an earlier one of the keys opens. */
  rotate(): Promise<RotatedSecrets>;
}

export interface RotatedSecrets {
  /** How many an earlier key had encrypted. */
  readonly rotated: number;
  /** Owners of those that no key opens; they stay as they are. */
  readonly unreadable: readonly string[];
}
