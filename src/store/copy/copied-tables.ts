import type { StoreTables } from '../tables.js';

export interface CopiedTable<T extends keyof StoreTables = keyof StoreTables> {
  readonly name: T;
  /** The columns of the primary key, in order. */
  readonly key: readonly (keyof StoreTables[T] & string)[];
  readonly times: readonly (keyof StoreTables[T] & string)[];
  /** A column that counts up by itself and must continue after the copied rows. */
  readonly rising?: keyof StoreTables[T] & string;
}

/** Every table of the store, with what a copy needs to know of it. A missing table is a type error. */
const TABLES: { readonly [T in keyof StoreTables]: CopiedTable<T> } = {
  installation: { name: 'installation', key: ['only'], times: [] },
  runs: { name: 'runs', key: ['run_id'], times: ['started_at', 'completed_at'] },
  generations: { name: 'generations', key: ['pipeline', 'generation'], times: ['published_at'] },
  api_keys: {
    name: 'api_keys',
    key: ['key_id'],
    times: ['created_at', 'expires_at', 'last_used_at', 'revoked_at'],
  },
  console_sessions: { name: 'console_sessions', key: ['token_hash'], times: ['created_at', 'expires_at'] },
  run_tallies: { name: 'run_tallies', key: ['pipeline', 'kind', 'action', 'outcome'], times: ['last_ended_at'] },
  start_requests: { name: 'start_requests', key: ['key_hash'], times: ['created_at'] },
  audit_entries: { name: 'audit_entries', key: ['seq'], times: ['at'], rising: 'seq' },
  audit_chain: { name: 'audit_chain', key: ['only'], times: [] },
  import_jobs: { name: 'import_jobs', key: ['id'], times: ['created_at', 'updated_at', 'completed_at'] },
  export_jobs: { name: 'export_jobs', key: ['id'], times: ['created_at', 'updated_at', 'completed_at'] },
  export_files: { name: 'export_files', key: ['file_name'], times: ['created_at'] },
  api_metrics: { name: 'api_metrics', key: ['id'], times: ['timestamp'], rising: 'id' },
  imported_files: { name: 'imported_files', key: ['run_id', 'file_no'], times: ['mod_time', 'at'] },
  import_definitions: { name: 'import_definitions', key: ['id'], times: ['created_at'] },
  secrets: { name: 'secrets', key: ['id'], times: ['created_at'] },
  cpi_connections: { name: 'cpi_connections', key: ['id'], times: ['created_at', 'updated_at'] },
  cpi_projects: { name: 'cpi_projects', key: ['id'], times: ['created_at', 'updated_at'] },
  cpi_jobs: { name: 'cpi_jobs', key: ['id'], times: ['started_at', 'completed_at', 'created_at'] },
  cpi_job_files: { name: 'cpi_job_files', key: ['id'], times: [], rising: 'id' },
  cpi_job_errors: { name: 'cpi_job_errors', key: ['id'], times: ['timestamp'], rising: 'id' },
  notifications: { name: 'notifications', key: ['seq'], times: ['created_at', 'tried_at'], rising: 'seq' },
  log_lines: { name: 'log_lines', key: ['seq'], times: ['ts'], rising: 'seq' },
};

export const COPIED_TABLES = Object.values(TABLES) as unknown as readonly CopiedTable[];
