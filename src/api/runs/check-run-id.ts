import { z } from '@hono/zod-openapi';
import { StevedoreError } from '../../contracts/errors.js';
import { isRunId } from '../../contracts/run-id.js';

/** The run's id in a path. */
export const runParams = z.object({ id: z.uuid() });

/** Returns the id; throws RUN_UNKNOWN if it is not valid. */
export const checkRunId = (id: string): string => {
  if (isRunId(id)) return id;
  throw new StevedoreError('RUN_UNKNOWN', `Cannot find the run: "${id.slice(0, 100)}" is not a run's id`);
};
