import { z } from '@hono/zod-openapi';
import { count, list, time } from '../request/fields.js';
import { remoteFile } from '../runs/run-schema.js';

/** `GET /api/v1/import/status`: every field is always present, null if unknown. */
export const importStatusSchema = z
  .object({
    status: z.enum(['idle', 'running', 'success', 'failed', 'skipped']),
    progress: z.number().min(0).max(100).describe('Percent'),
    current_step: z.string().nullable(),
    started_at: time.nullable(),
    completed_at: time.nullable(),
    last_success: time.nullable(),
    next_scheduled: time.nullable(),
    retry_count: count,
    max_retries: count,
    error: z.string().nullable(),
    skip_reason: z.string().nullable(),
    warnings: list(z.string()).describe('What the run could not complete although it is a success'),
    alerts: list(z.string()).describe(
      'Why the import needs a person: a failed or missed run, or no import for longer than `alert_after`',
    ),
    files_info: z.object({
      remote_files: list(remoteFile),
      last_imported: list(z.object({ filename: z.string(), size: count, mod_time: time })),
      downloaded: list(z.string()),
      extracted: list(z.string()),
      imported: list(z.string()),
    }),
  })
  .openapi('ImportStatus');

export type ImportStatus = z.infer<typeof importStatusSchema>;
