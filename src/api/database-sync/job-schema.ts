import { z } from '@hono/zod-openapi';
import { count, list, time } from '../request/fields.js';

export const jobStatus = z.enum(['pending', 'running', 'success', 'skipped', 'failed', 'cancelled']);

/** A job in `/api/jobs`, as seed 003 has it; null if unknown. */
export const jobSchema = z
  .object({
    id: z.uuid().describe("The run's id, too: `/api/v1/runs/{id}` has more of it"),
    type: z.enum(['export', 'import', 'sync', 'rollback']),
    status: jobStatus.describe('`pending`: no worker has begun it'),
    progress: z.number().min(0).max(100).describe('Percent'),
    current_table: z.string().nullable().describe('`schema.table`'),
    tables_done: count.nullable(),
    tables_total: count.nullable(),
    rows: count.nullable().describe('Copied so far'),
    bytes: count.nullable().describe('Copied so far'),
    eta_seconds: z.number().min(0).nullable().describe('Time left, once it can be estimated'),
    message: z.string().nullable().describe('What it does, or waits for'),
    error: z.string().nullable().describe('Why it failed'),
    created_at: time,
    started_at: time.nullable(),
    completed_at: time.nullable(),
    source: z.string().nullable().describe('The database that is read'),
    destination: z.string().nullable().describe('The database that is written'),
    file: z.string().nullable().describe('The dump that is read, or was written'),
    warnings: list(z.string()).describe('What could not be completed although it is a success'),
  })
  .openapi('DatabaseJob');

export type JobJson = z.infer<typeof jobSchema>;

/** The answer to a start. */
export const startedJob = z
  .object({
    job_id: z.uuid(),
    status: z.literal('pending'),
    file: z.string().optional().describe('Of an upload: its name as a dump'),
  })
  .openapi('StartedDatabaseJob');
