import type { Generated } from 'kysely';

export interface ExportJobsTable {
  /** A UUID; the run has the workflow id `table-export/job/<id>`. */
  id: string;
  idempotency_key: string;
  resource_type: string;
  format: string;
  /** JSON: as they were asked for. */
  filters: string | null;
  /** JSON: a list of names. */
  fields: string | null;
  status: string;
  total_records: Generated<number>;
  /** `/exports/<file>`, once the file is complete. */
  download_url: string | null;
  created_at: Date | string;
  updated_at: Date | string;
  completed_at: Date | string | null;
  error: string | null;
  /** JSON: `ExportRequest`. */
  request: string;
  reads_secrets: number;
  /** SHA-256 of who asks and its idempotency key. */
  key_hash: string;
  /** SHA-256 of what was asked. */
  request_hash: string;
  asked_by: string;
  host: string;
  /** NULL until the run is known to have started. */
  run_id: string | null;
}

export interface ExportFilesTable {
  file_name: string;
  /** On the host; absolute. */
  file_path: string;
  host: string;
  /** Of the resource or the table. */
  name: string;
  pipeline: string;
  run_id: string;
  total_records: number;
  bytes: number;
  sha256: string;
  has_secrets: number;
  created_at: Date | string;
}
