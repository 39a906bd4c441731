import { z } from '@hono/zod-openapi';
import type { ExportJob } from '../../contracts/table-export/export-job.js';
import { count, list, time } from '../request/fields.js';

const status = z.enum(['pending', 'processing', 'completed', 'failed']);

/** The answer to a request for an export, as seed 001 has it. */
export const createdExportSchema = z.object({ job_id: z.uuid(), status, created_at: time }).openapi('CreatedExport');

/** An export, as seed 001 has it. */
export const exportSchema = z
  .object({
    job_id: z.uuid(),
    resource_type: z.string(),
    format: z.enum(['csv', 'ndjson']),
    filters: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe('As they were asked for; null, too, where only an admin may read them'),
    fields: list(z.string()).nullable(),
    status,
    total_records: count.describe('Rows of the file, once it is complete'),
    download_url: z.string().nullable().describe('`/exports/{filename}`, once the file is complete'),
    error: z.string().nullable().describe('Why it failed'),
    created_at: time,
    completed_at: time.nullable(),
  })
  .openapi('Export');

export type ExportJson = z.infer<typeof exportSchema>;

export const createdExportJson = ({ id, status: now, createdAt }: ExportJob): z.infer<typeof createdExportSchema> => ({
  job_id: id,
  status: now,
  created_at: createdAt,
});

/** A filter of a secret column has its values in it, so that not everybody may see it. */
export const exportJson = (job: ExportJob, { maySeeFilters }: { readonly maySeeFilters: boolean }): ExportJson => ({
  job_id: job.id,
  resource_type: job.request.resource ?? job.request.table ?? '',
  format: job.request.format,
  filters: (maySeeFilters ? (job.filters as Record<string, unknown> | undefined) : undefined) ?? null,
  fields: job.request.fields ?? null,
  status: job.status,
  total_records: job.total,
  download_url: job.file === undefined ? null : `/exports/${job.file}`,
  error: job.error ?? null,
  created_at: job.createdAt,
  completed_at: job.completedAt ?? null,
});
