import { OpenAPIHono, z } from '@hono/zod-openapi';
import { StevedoreError } from '../../contracts/errors.js';
import type { AnyRunInput } from '../../contracts/kinds.js';
import type { RunRecord } from '../../contracts/runs/run-record.js';
import type { ApiDeps } from '../deps.js';
import { assertEnabled, findPipeline } from '../pipelines/find-pipeline.js';
import { endpoint } from '../request/endpoint.js';
import { by } from '../request/fields.js';
import { inTime } from '../request/in-time.js';
import { jsonAnswer, LOCATION } from '../request/json-answer.js';
import { onceOf } from '../request/start-once.js';
import { checkRunId, runParams } from './check-run-id.js';
import type { RunReader } from './read-runs.js';
import { callerOf } from '../access/caller.js';
import { assertWithin } from './run-kinds.js';
import { startedJson, startedRun } from './started-run.js';

/** `POST /api/v1/runs/:id/retry`: a new run that was asked for the same. */
export const retryRoutes = ({
  runs,
  store,
  settings,
  reader,
}: Pick<ApiDeps, 'runs' | 'store' | 'settings'> & { reader: RunReader }): OpenAPIHono => {
  const app = new OpenAPIHono();

  endpoint(app, RETRY, async (c, { params, body: { by, trigger } }) => {
    const runId = checkRunId(params.id);
    const { run } = await reader.byId(runId);
    if (run.status === 'running') {
      throw new StevedoreError('RUN_ALREADY_RUNNING', 'Cannot retry the run: it is open; wait for it, or cancel it', {
        details: { runId, workflowId: run.workflowId, startedAt: run.startedAt },
      });
    }
    const pipeline = findPipeline(settings.pipelines, run.pipeline);
    const { action, options } = optionsOf(await inTime(store.runs.get(runId)), runId);
    // What is done to a pipeline is done to a disabled one too.
    if (action === undefined) assertEnabled(pipeline, settings);
    assertWithin(callerOf(c), pipeline, options);
    const { kind, name } = pipeline;
    const head = { kind, ...(action === undefined ? {} : { action }), pipeline: name };
    const input = { ...options, ...head, trigger, by: by ?? trigger, retryOf: runId };
    const started = await runs.start(input as AnyRunInput, onceOf(c));
    return c.json({ ...startedJson(c, started, name), retry_of: runId }, 202);
  });

  return app;
};

/** Throws RUN_NOT_REPEATABLE. */
const optionsOf = (record: RunRecord | undefined, runId: string) => {
  if (record?.options !== undefined) return { action: record.action, options: record.options };
  const why =
    record === undefined
      ? 'no worker took it, so what it was started with was not recorded'
      : 'an earlier version ran it, which did not record what it was started with';
  throw new StevedoreError('RUN_NOT_REPEATABLE', `Cannot retry the run: ${why}; start a new run`, {
    details: { runId },
  });
};

const retriedRun = z.object({ ...startedRun.shape, retry_of: z.uuid() }).openapi('RetriedRun');

const RETRY = {
  method: 'post',
  path: '/{id}/retry',
  operationId: 'retryRun',
  once: 'by header or body',
  role: 'operator',
  about: 'run',
  tag: 'runs',
  summary: 'Do a run again',
  description:
    'Starts a new run of the same pipeline with the options of this one, which must have ended. A rollback is retried as a rollback.',
  params: runParams,
  body: z.strictObject({ by, trigger: z.enum(['api', 'cli']).default('api') }),
  responses: {
    202: jsonAnswer(retriedRun, 'It has begun', LOCATION),
  },
  problems: [404, 409, 503],
} as const;
