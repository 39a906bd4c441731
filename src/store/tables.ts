import type { Generated } from 'kysely';

/** The columns of the store's tables, as the driver returns them. Times are DATETIME in UTC. */
export interface StoreTables {
  readonly runs: RunsTable;
  readonly log_lines: LogLinesTable;
  readonly generations: GenerationsTable;
  readonly installation: InstallationTable;
}

export interface RunsTable {
  run_id: string;
  pipeline: string;
  workflow_id: string;
  started_by_trigger: string;
  started_by: string;
  started_at: Date | string;
  completed_at: Date | string | null;
  status: string;
  attempts: number;
  reason: string | null;
  error_code: string | null;
  error: string | null;
  generation: number | null;
  /** JSON: a list of texts. */
  warnings: string;
  /** JSON: the last `RunSnapshot`. */
  snapshot: string | null;
  retry_of: string | null;
  /** JSON: `StartedWith`. */
  options: string | null;
}

export interface LogLinesTable {
  /** Counts up in the order of insertion, with gaps. */
  seq: Generated<number>;
  /** Makes a repeated append harmless. */
  line_id: string;
  run_id: string;
  attempt: number;
  ts: Date | string;
  level: string;
  step: string;
  message: string;
  error: string | null;
  duration: string | null;
  file_size: number | null;
}

export interface GenerationsTable {
  pipeline: string;
  generation: number;
  run_id: string;
  published_at: Date | string;
  /** JSON: a list of names. */
  database_names: string;
  /** JSON: a list of `ImportedArchive`. */
  archives: string;
  table_count: number;
  row_count: number;
}

export interface InstallationTable {
  /** Always 1: the table has one row. */
  only: number;
  id: string;
}
