import { z } from '@hono/zod-openapi';
import { StevedoreError } from '../../contracts/errors.js';

/** The run's id in a path. */
export const runParams = z.object({ id: z.uuid() });

/** Throws RUN_UNKNOWN. */
export const checkRunId = (id: string): string => {
  if (RUN_ID.test(id)) return id;
  throw new StevedoreError('RUN_UNKNOWN', `Cannot find the run: "${id.slice(0, 100)}" is not a run's id`);
};

const RUN_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
