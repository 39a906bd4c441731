import type { RunClient } from '../connectors/temporal/run-client.js';
import type { GenerationRecord } from '../contracts/runs.js';
import type { LogEntry, LogLevel, RunRecord } from '../contracts/runs.js';
import type { Settings } from '../contracts/settings.js';

/** What the programs give to the API. */
export interface ApiDeps {
  readonly runs: RunClient;
  readonly store: ApiStore;
  readonly settings: Pick<Settings, 'api' | 'pipelines'>;
  readonly logger: ApiLogger;
}

/** The part of the store that the API reads. Every method throws STORE_UNREACHABLE while the store is away. */
export interface ApiStore {
  ping(): Promise<void>;
  readRun(runId: string): Promise<RunRecord | undefined>;
  /** Newest first; a row `not_started` is a scheduled start beside a running one. */
  listRuns(query: RunQuery): Promise<RunPage>;
  /** Lines of a run in the order in which they were written, after the line `after`. */
  readLogs(query: LogQuery): Promise<StoredLogEntry[]>;
  /** The newest lines of a pipeline, over its runs, oldest first. */
  recentLogs(query: RecentLogQuery): Promise<StoredLogEntry[]>;
  currentGeneration(pipeline: string): Promise<GenerationRecord | undefined>;
}

export interface RunQuery {
  readonly pipeline?: string;
  readonly statuses?: readonly RunRecord['status'][];
  readonly limit: number;
  readonly cursor?: string;
}

export interface RunPage {
  readonly runs: readonly RunRecord[];
  /** Present where more runs follow. */
  readonly cursor?: string;
}

export interface LogQuery {
  readonly runId: string;
  /** @default 0, from the first line */
  readonly after?: number;
  readonly limit: number;
}

export interface RecentLogQuery {
  readonly pipeline: string;
  readonly limit: number;
  /** This level and the graver ones. @default 'INFO' */
  readonly level?: LogLevel;
}

/** `seq` grows with every line of a run. */
export interface StoredLogEntry extends LogEntry {
  readonly seq: number;
}

export interface ApiLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
