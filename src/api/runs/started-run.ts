import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';

/** A started import or rollback. */
export const startedRun = z
  .object({ run_id: z.uuid(), workflow_id: z.string(), pipeline: z.string(), status: z.literal('running') })
  .openapi('StartedRun');

/** The body of the answer to a start; its header says where the run is. */
export const startedJson = (
  c: Context,
  { runId, workflowId }: { readonly runId: string; readonly workflowId: string },
  pipeline: string,
): z.infer<typeof startedRun> => {
  c.header('location', `/api/v1/runs/${runId}`);
  return { run_id: runId, workflow_id: workflowId, pipeline, status: 'running' };
};
