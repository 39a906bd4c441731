import type { GenerationRecord } from '../contracts/dump-import/generation-record.js';
import type { LogEntry } from '../contracts/runs/log-entry.js';
import type { RunRecord } from '../contracts/runs/run-record.js';

/**
 * What outlives a run. Every method may be called again with the same arguments: the result is that of one call.
 * Every method throws STORE_UNREACHABLE where the server cannot be reached or does not answer, STORE_FAILED otherwise.
 */
export interface Store {
  /** Creates or updates the schema and its tables; safe while other programs do the same. */
  migrate(): Promise<void>;
  /**
   * Forgets runs, with their log lines, that began and ended before a time (ISO 8601), but not the latest of each
   * pipeline nor those to keep. A run without an end counts as ended when it began before it. Returns how many.
   */
  prune(before: string, keepRunIds?: readonly string[]): Promise<number>;
  /** The id of this installation: all programs that share the store. Undefined before the first `migrate`. */
  installation(): Promise<string | undefined>;
  /** What the server is and what it lacks; changes nothing. */
  survey(): Promise<StoreSurvey>;
  /** Resolves when the store answers. */
  ping(): Promise<void>;
  readonly runs: RunStore;
  readonly logs: LogStore;
  readonly generations: GenerationStore;
  /** Ends the pool. */
  close(): Promise<void>;
}

export interface StoreSurvey {
  /** `PostgreSQL 15.4` */
  readonly server: string;
  /** Where in the server the tables are. */
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
  /** Goes on behind the name of the server. */
  readonly text: string;
  /** Statements or advice, line by line. */
  readonly fix: readonly string[];
}

export interface RunStore {
  /** Adds a run; one that is there stays as it is. */
  open(record: RunRecord): Promise<void>;
  /** Changes a run that is not closed; a closed or unknown one stays as it is. */
  update(runId: string, patch: RunPatch): Promise<void>;
  /** Ends a run; the first close wins. */
  close(runId: string, end: RunEnd): Promise<void>;
  get(runId: string): Promise<RunRecord | undefined>;
  /** The run that started last, without those that did not start (`not_started`). */
  latest(pipeline: string): Promise<RunRecord | undefined>;
  /** Newest first. Throws REQUEST_INVALID for a cursor that is none. */
  list(query?: RunQuery): Promise<RunPage>;
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
  readonly status?: RunRecord['status'];
  /** @default 50, at most 500 */
  readonly limit?: number;
  /** `next` of the page before. */
  readonly cursor?: string;
}

export interface RunPage {
  readonly runs: readonly RunRecord[];
  /** Absent on the last page. */
  readonly next?: string;
}

export interface LogStore {
  /** Adds lines in their order; a line whose `id` is there already is left out. */
  append(runId: string, attempt: number, lines: readonly NewLogLine[]): Promise<void>;
  /** In the order of insertion. */
  list(query: LogQuery): Promise<LogLine[]>;
}

export interface NewLogLine extends LogEntry {
  /**
   * Unique, at most 40 characters; makes a repeated append harmless. @default a new one: a repeated append repeats it
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
  /** Adds a generation; one with the same pipeline and number stays as it is. */
  add(record: GenerationRecord): Promise<void>;
  latest(pipeline: string): Promise<GenerationRecord | undefined>;
  /** Newest first, at most 1,000. */
  list(pipeline: string): Promise<GenerationRecord[]>;
}
