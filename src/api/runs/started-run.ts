import { z } from '@hono/zod-openapi';

/** A run that an import or a rollback has begun. */
export const startedRun = z
  .object({ run_id: z.uuid(), workflow_id: z.string(), pipeline: z.string(), status: z.literal('running') })
  .openapi('StartedRun');
