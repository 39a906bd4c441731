import { OpenAPIHono, z } from '@hono/zod-openapi';
import { StevedoreError } from '../../contracts/errors.js';
import type { TableImportInput } from '../../contracts/table-import/input.js';
import type { ApiDeps } from '../deps.js';
import { assertEnabled, findPipelineOf } from '../pipelines/find-pipeline.js';
import { endpoint } from '../request/endpoint.js';
import { by } from '../request/fields.js';
import { inTime } from '../request/in-time.js';
import { jsonAnswer, LOCATION } from '../request/json-answer.js';
import { onceOf } from '../request/start-once.js';
import { checkRunId, runParams } from '../runs/check-run-id.js';
import type { RunReader } from '../runs/read-runs.js';
import { startedJson, startedRun } from '../runs/started-run.js';

/** `POST /api/v1/runs/:id/rejects/replay`: a new run over what a run has rejected, as it was or as it was mended. */
export const replayRoutes = ({
  runs,
  store,
  settings,
  reader,
}: Pick<ApiDeps, 'runs' | 'store' | 'settings'> & { reader: RunReader }): OpenAPIHono => {
  const app = new OpenAPIHono();

  endpoint(app, REPLAY, async (c, { params, body: { by: asked, trigger } }) => {
    const runId = checkRunId(params.id);
    const { run } = await reader.byId(runId);
    if (run.status === 'running') {
      throw new StevedoreError('RUN_ALREADY_RUNNING', 'Cannot replay the rejects: the run is open; wait for its end', {
        details: { runId, workflowId: run.workflowId, startedAt: run.startedAt },
      });
    }
    const pipeline = findPipelineOf('table-import', settings.pipelines, run.pipeline);
    assertEnabled(pipeline);
    const { to, job, definition, label } = (await optionsOf(store, runId)) as Pick<
      TableImportInput,
      'to' | 'job' | 'definition' | 'label'
    >;
    const started = await runs.start(
      {
        kind: 'table-import',
        pipeline: pipeline.name,
        trigger,
        by: asked ?? trigger,
        replay: runId,
        ...(to === undefined ? {} : { to }),
        ...(definition === undefined ? {} : { definition }),
        ...(label === undefined ? {} : { label }),
        // What was no run of the pipeline's own id need not wait for one. Two replays of a run at a time would write
        // the rows of a table without a key twice; what a replay rejected is open in the run that it replayed, too.
        ...(job === undefined ? {} : { job: `replay-${await firstOf(store, runId)}` }),
      },
      onceOf(c),
      { again: true },
    );
    return c.json({ ...startedJson(c, started, pipeline.name), replay_of: runId }, 202);
  });

  return app;
};

/** The run whose records these are: a replay of a replay goes back to it. */
const firstOf = async (store: ApiDeps['store'], runId: string): Promise<string> => {
  const { replay } = (await optionsOf(store, runId)) as Pick<TableImportInput, 'replay'>;
  return replay === undefined ? runId : firstOf(store, replay);
};

const optionsOf = async (store: ApiDeps['store'], runId: string): Promise<object> =>
  (await inTime(store.runs.get(runId)))?.options ?? {};

const REPLAY = {
  method: 'post',
  path: '/{id}/rejects/replay',
  operationId: 'replayRejects',
  once: 'by header or body',
  tag: 'runs',
  role: 'operator',
  about: 'run',
  summary: 'Import the rejects of a run again',
  description:
    'Starts a new run over the open rejects, each as it was or as it was mended. Those that get into the table are `replayed` then; the others stay open, and the new run says why. One replay of a run may be open at a time, one of its replays among them.',
  params: runParams,
  body: z.strictObject({ by, trigger: z.enum(['api', 'cli']).default('api') }),
  responses: {
    202: jsonAnswer(
      z.object({ ...startedRun.shape, replay_of: z.uuid() }).openapi('ReplayedRun'),
      'It has begun',
      LOCATION,
    ),
  },
  problems: [404, 409, 503],
} as const;
