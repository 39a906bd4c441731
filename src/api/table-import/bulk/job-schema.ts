import { z } from '@hono/zod-openapi';
import type { ImportJob } from '../../../contracts/table-import/import-job.js';
import { count, list, time } from '../../request/fields.js';

const status = z.enum(['pending', 'processing', 'completed', 'failed']);

/** A file by its address, which the import fetches. */
export const addressed = z
  .object({
    url: z.string().max(4_000).optional().describe('http or https, without credentials'),
    resource_type: z.string().optional(),
    format: z.enum(['csv', 'ndjson']).optional().describe('Default: that of the name at the end of the address'),
    idempotency_key: z.string().max(255).optional(),
  })
  .openapi('ImportByAddress');

/** The answer to an upload, as seed 001 has it. */
export const createdJobSchema = z.object({ job_id: z.uuid(), status, created_at: time }).openapi('CreatedImport');

const error = z.object({
  line: count.describe('Counted from 1, as an editor counts; 0: the file as a whole'),
  errors: list(z.string()),
});

/** An import, as seed 001 has it. */
export const jobSchema = z
  .object({
    job_id: z.uuid(),
    resource_type: z.string(),
    status: status.describe('`completed` although records were rejected'),
    total_records: count.describe('As far as they are known'),
    processed_count: count.describe('Those whose fate is committed'),
    success_count: count,
    fail_count: count,
    errors: list(error).describe('The first 1,000; the header `link` leads to those that are kept, at most 100,000'),
    created_at: time,
    completed_at: time.nullable(),
  })
  .openapi('Import');

export const createdJson = ({ id, status, createdAt }: ImportJob): z.infer<typeof createdJobSchema> => ({
  job_id: id,
  status,
  created_at: createdAt,
});

export const jobJson = (job: ImportJob): z.infer<typeof jobSchema> => ({
  job_id: job.id,
  resource_type: job.resource,
  status: job.status,
  total_records: job.total,
  processed_count: job.processed,
  success_count: job.succeeded,
  fail_count: job.failed,
  errors: job.errors,
  created_at: job.createdAt,
  completed_at: job.completedAt ?? null,
});
