import { z } from '@hono/zod-openapi';

/** A started import or rollback. */
export const startedRun = z
  .object({ run_id: z.uuid(), workflow_id: z.string(), pipeline: z.string(), status: z.literal('running') })
  .openapi('StartedRun');
