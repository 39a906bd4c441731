import type { Generated } from 'kysely';
import type { NotificationsTable } from './notifications/tables.js';
import type { CpiTables } from './table-import/cpi-tables.js';
import type { ExportFilesTable, ExportJobsTable } from './table-export/tables.js';

/** The columns of the store's tables, as the driver returns them. Times are DATETIME in UTC. */
export interface StoreTables extends CpiTables {
  readonly runs: RunsTable;
  readonly log_lines: LogLinesTable;
  readonly generations: GenerationsTable;
  readonly run_tallies: RunTalliesTable;
  readonly installation: InstallationTable;
  readonly api_keys: ApiKeysTable;
  readonly console_sessions: ConsoleSessionsTable;
  readonly start_requests: StartRequestsTable;
  readonly audit_entries: AuditEntriesTable;
  readonly audit_chain: AuditChainTable;
  readonly import_jobs: ImportJobsTable;
  readonly api_metrics: ApiMetricsTable;
  readonly imported_files: ImportedFilesTable;
  readonly export_jobs: ExportJobsTable;
  readonly export_files: ExportFilesTable;
  readonly import_definitions: ImportDefinitionsTable;
  readonly secrets: SecretsTable;
  readonly notifications: NotificationsTable;
}

export interface RunsTable {
  run_id: string;
  kind: string;
  action: string | null;
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

/** Ends of runs that are forgotten. */
export interface RunTalliesTable {
  pipeline: string;
  kind: string;
  /** `run`, or what was done instead. */
  action: string;
  outcome: string;
  ended: number;
  last_ended_at: Date | string;
}

export interface InstallationTable {
  /** Always 1: the table has one row. */
  only: number;
  id: string;
}

export interface ApiKeysTable {
  key_id: string;
  name: string;
  /** The name again while the key is not revoked. */
  live_name: string | null;
  /** SHA-256 of the key's text, in hexadecimal digits. */
  hash: string;
  role: string;
  /** JSON: a list of names; NULL is all. */
  pipelines: string | null;
  created_at: Date | string;
  created_by: string;
  expires_at: Date | string | null;
  last_used_at: Date | string | null;
  revoked_at: Date | string | null;
  revoked_by: string | null;
  /** NULL is any number. */
  requests_per_minute: number | null;
  concurrent_requests: number | null;
  /** The id of the key that took its place. */
  replaced_by: string | null;
  /** The id of the key that it goes back to by rotations; NULL is its own. */
  first_key_id: string | null;
}

export interface ConsoleSessionsTable {
  /** SHA-256 of the token that the browser has, in hexadecimal digits. */
  token_hash: string;
  /** `hash` of the key in `api_keys`; NULL for a session of `api.key`. */
  key_hash: string | null;
  /** NULL for a session of a stored key. */
  proof: string | null;
  created_at: Date | string;
  expires_at: Date | string;
}

export interface StartRequestsTable {
  /** SHA-256 of who asks and its idempotency key. */
  key_hash: string;
  /** SHA-256 of what was asked. */
  request_hash: string;
  /** Temporal's id of the start. */
  start_id: string;
  created_at: Date | string;
  /** JSON: a `StartAnswer`; NULL while there is none. */
  answer: string | null;
}

export interface AuditEntriesTable {
  /** Rises in the order of insertion; with gaps. */
  seq: Generated<number>;
  /** Makes a repeated insertion harmless. */
  entry_id: string;
  at: Date | string;
  asked_by: string;
  key_id: string | null;
  role: string;
  action: string;
  pipeline: string | null;
  run_id: string | null;
  subject: string | null;
  outcome: string;
  status: number;
  code: string | null;
  request_id: string | null;
  /** SHA-256 of the entry and of the hash before it; NULL in entries from before there was a chain. */
  chain_hash: string | null;
}

export interface AuditChainTable {
  /** 1: there is one row, which whoever adds to the chain has locked. */
  only: number;
  /** The number of the last entry that the chain does not have: from before it, or pruned. */
  begins_after: number;
  /** The hash of that entry; empty from before the chain. */
  begins_with: string;
  /** The hash of the newest entry. */
  ends_with: string;
}

export interface ImportJobsTable {
  /** A UUID; the run has the workflow id `table-import/job/<id>`. */
  id: string;
  idempotency_key: string;
  resource_type: string;
  format: string;
  /** Where the upload is, on the host. */
  file_path: string;
  status: string;
  total_records: Generated<number>;
  processed_count: Generated<number>;
  success_count: Generated<number>;
  fail_count: Generated<number>;
  /** JSON: a list of `{line, errors}`, the first 1,000; NULL until the end. */
  errors: string | null;
  created_at: Date | string;
  updated_at: Date | string;
  completed_at: Date | string | null;
  /** SHA-256 of who asks and its idempotency key. */
  key_hash: string;
  /** SHA-256 of the file's bytes, the resource and the format. */
  request_hash: string;
  asked_by: string;
  host: string;
  /** NULL until the run is known to have started. */
  run_id: string | null;
}

export interface ApiMetricsTable {
  /** Rises in the order of insertion; with gaps. */
  id: Generated<number>;
  request_id: string;
  /** The template of the route, never the values in an address. */
  endpoint: string;
  method: string;
  status_code: number;
  duration_ms: number;
  rows_processed: number;
  errors: number;
  timestamp: Date | string;
}

export interface ImportedFilesTable {
  run_id: string;
  file_no: number;
  pipeline: string;
  /** SHA-256 of `source`, in hexadecimal digits. */
  source_hash: string;
  source: string;
  name: string;
  size: number;
  mod_time: Date | string;
  checksum: string | null;
  connection: string;
  table_name: string;
  state: string;
  at: Date | string;
  /** JSON: a `FileReading`. */
  reading: string;
}

export interface ImportDefinitionsTable {
  id: string;
  label: string;
  /** JSON: an `ImportDefinition`. */
  definition: string;
  created_at: Date | string;
}

export interface SecretsTable {
  id: string;
  /** What it belongs to, such as `definition/<id>`: it goes with it. */
  owner: string;
  /** Which key it was encrypted with. */
  key_id: string;
  /** Base64: nonce, tag and encrypted text. */
  sealed: string;
  created_at: Date | string;
}
