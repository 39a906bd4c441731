import type { Generated } from 'kysely';

/** The tables of projects: what seed 002 names them, and its columns first. */
export interface CpiTables {
  readonly cpi_connections: CpiConnectionsTable;
  readonly cpi_projects: CpiProjectsTable;
  readonly cpi_jobs: CpiJobsTable;
  readonly cpi_job_files: CpiJobFilesTable;
  readonly cpi_job_errors: CpiJobErrorsTable;
}

export interface CpiConnectionsTable {
  id: string;
  name: string;
  description: string | null;
  /** With `***` in place of its password. */
  database_url: string;
  created_at: Date | string;
  updated_at: Date | string;
  secret_id: string;
}

export interface CpiProjectsTable {
  id: string;
  name: string;
  connection_id: string;
  /** JSON: with `***` in place of each secret. */
  config: string;
  created_at: Date | string;
  updated_at: Date | string;
  /** NULL where it has no secret. */
  secret_id: string | null;
}

export interface CpiJobsTable {
  /** A UUID; the run has the workflow id `table-import/job/<id>`, and the definition this id. */
  id: string;
  project_id: string;
  status: string;
  started_at: Date | string | null;
  completed_at: Date | string | null;
  /** JSON: `JobStats` with `warnings`; NULL until the end. */
  stats: string | null;
  /** The name that the project had. */
  project: string;
  created_at: Date | string;
  asked_by: string;
  /** NULL until the run is known to have started. */
  run_id: string | null;
  /** JSON: paths, where the import names its files. */
  files: string | null;
}

export interface CpiJobFilesTable {
  id: Generated<number>;
  job_id: string;
  filename: string;
  table_name: string;
  inserted: number;
  updated: number;
  error: string | null;
  file_no: number;
  status: string;
  unchanged: number;
  superseded: number;
  rejected: number;
}

export interface CpiJobErrorsTable {
  id: Generated<number>;
  job_id: string;
  error_type: string;
  message: string;
  timestamp: Date | string;
  /** NULL where it is the job as a whole. */
  file_no: number | null;
  /** In the order in which they are told; counted from 0. */
  position: number;
}
