import { OpenAPIHono, z } from '@hono/zod-openapi';
import { StevedoreError } from '../../contracts/errors.js';
import type { ApiDeps } from '../deps.js';
import { endpoint } from '../request/endpoint.js';
import { by } from '../request/fields.js';
import { jsonAnswer, LOCATION } from '../request/json-answer.js';
import { assertOpen, cancelRun } from './cancel-run.js';
import { checkRunId, runParams } from './check-run-id.js';
import type { RunView } from './join-run.js';
import type { RunReader } from './read-runs.js';
import { viewOfKind } from './run-kinds.js';

/** `/api/v1/runs/:id/…`: cancel, proceed, publish-now. */
export const steerRoutes = ({
  runs,
  store,
  reader,
}: Pick<ApiDeps, 'runs' | 'store'> & { reader: RunReader }): OpenAPIHono => {
  const app = new OpenAPIHono();
  const openRun = async (id: string): Promise<RunView> => assertOpen((await reader.byId(checkRunId(id))).run);

  endpoint(app, CANCEL, async (c, { params, body: { by, reason } }) => {
    const run = await openRun(params.id);
    const { runId } = run;
    await cancelRun({ runs, store }, run, by ?? 'api', reason);
    c.header('location', `/api/v1/runs/${runId}`);
    return c.json({ run_id: runId, message: 'Cancel requested; the run cleans up before it ends' }, 202);
  });

  endpoint(app, PROCEED, async (c, { params, body: { by, wait_id: waitId } }) => {
    const { workflowId, runId, wait } = await openRun(params.id);
    if (wait === undefined || (waitId !== undefined && waitId !== wait.id)) {
      throw new StevedoreError(
        'RUN_NOT_WAITING',
        `Cannot proceed: ${wait === undefined ? 'the run is not waiting' : `the run's current wait is number ${wait.id}`}`,
        { details: { runId } },
      );
    }
    // The number keeps a late message from ending the next wait.
    await runs.proceed({ workflowId, runId }, { by: by ?? 'api', waitId: wait.id });
    return c.json({ run_id: runId, message: `The wait ends: ${wait.reason}`, wait_id: wait.id }, 202);
  });

  endpoint(app, PUBLISH_NOW, async (c, { params, body: { by } }) => {
    const { workflowId, runId, kind, wait, snapshot } = await openRun(params.id);
    if (wait === undefined && viewOfKind(kind).parks === true && snapshot.step === 'publishing') {
      await runs.publishNow({ workflowId, runId }, { by: by ?? 'api' });
      const message = 'It tries to publish right now; if it cannot get its locks, it tries once more at once';
      return c.json({ run_id: runId, message, wait_id: null }, 202);
    }
    if (wait?.kind !== 'publish') {
      const other = wait === undefined ? '' : OTHER_WAITS[wait.kind];
      const state =
        wait === undefined
          ? 'it does not wait to publish'
          : `it has nothing to publish yet, it waits ${other}; "proceed" ends that wait`;
      throw new StevedoreError('RUN_NOT_WAITING', `Cannot publish the run now: ${state}`, {
        details: { runId, wait: wait?.kind ?? null },
      });
    }
    await runs.publishNow({ workflowId, runId }, { by: by ?? 'api', waitId: wait.id });
    return c.json({ run_id: runId, message: `It publishes now; it waited: ${wait.reason}`, wait_id: wait.id }, 202);
  });

  return app;
};

const OTHER_WAITS = {
  load: 'for a quiet moment',
  retry: 'for its next attempt',
  source: 'until its source may be asked again',
  outcome: 'for the target to say whether it has published already',
} as const;

const steer = {
  method: 'post',
  tag: 'runs',
  role: 'operator',
  about: 'run',
  params: runParams,
  problems: [404, 409, 503],
} as const;
const asked = z.object({ run_id: z.uuid(), message: z.string() });
const waitEnded = z.object({ run_id: z.uuid(), message: z.string(), wait_id: z.int() });
const publishesNow = waitEnded.extend({
  wait_id: z.int().nullable().describe('The wait that ends; null where a try to publish was under way'),
});

const CANCEL = {
  ...steer,
  path: '/{id}/cancel',
  operationId: 'cancelRun',
  summary: 'Cancel a run',
  body: z.strictObject({ by, reason: z.string().max(200).optional() }),
  responses: { 202: jsonAnswer(asked, 'The run was asked to stop, and cleans up before it ends', LOCATION) },
} as const;

const PROCEED = {
  ...steer,
  path: '/{id}/proceed',
  operationId: 'proceedRun',
  summary: "End a run's wait",
  body: z.strictObject({
    by,
    wait_id: z
      .int()
      .max(Number.MAX_SAFE_INTEGER)
      .min(Number.MIN_SAFE_INTEGER)
      .optional()
      .describe('Only this wait; refused if the run is past it'),
  }),
  responses: { 202: jsonAnswer(waitEnded, 'The wait ends') },
} as const;

const PUBLISH_NOW = {
  ...steer,
  path: '/{id}/publish-now',
  operationId: 'publishRunNow',
  summary: 'Publish a run that waits to publish, or tries to',
  body: z.strictObject({ by }),
  responses: { 202: jsonAnswer(publishesNow, 'It publishes now') },
} as const;
