import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { ScheduleState } from '../../connectors/temporal/run-client.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { ApiDeps } from '../deps.js';
import { endpoint } from '../request/endpoint.js';
import { by, time } from '../request/fields.js';
import { jsonAnswer } from '../request/json-answer.js';
import { findPipeline } from './find-pipeline.js';

const scheduleSchema = z
  .object({
    pipeline: z.string(),
    schedule_paused: z.boolean(),
    next_scheduled: time.nullable(),
    note: z.string().nullable().describe('Who paused or resumed it, and why'),
  })
  .openapi('Schedule');

export type ScheduleJson = z.infer<typeof scheduleSchema>;

/** `POST /api/v1/pipelines/:name/pause` and `/resume`. */
export const scheduleRoutes = ({ runs, settings }: Pick<ApiDeps, 'runs' | 'settings'>): OpenAPIHono => {
  const app = new OpenAPIHono();
  const turn = async (paused: boolean, name: string, by: string, reason: string | undefined): Promise<ScheduleJson> => {
    const pipeline = findPipeline(settings.pipelines, name);
    const note = `${paused ? 'Paused' : 'Resumed'} by ${by}${reason === undefined ? '' : `: ${reason}`}`;
    const state = await runs.setSchedulePaused(pipeline, paused, note);
    if (state !== undefined) return scheduleJson(pipeline.name, state);
    throw new StevedoreError(
      'SCHEDULE_MISSING',
      `Cannot ${paused ? 'pause' : 'resume'} "${name}": it has no Schedule; set its "schedule", and start a worker`,
      { details: { pipeline: name } },
    );
  };

  endpoint(app, PAUSE, async (c, { params, body: { by, reason } }) =>
    c.json(await turn(true, params.name, by ?? 'api', reason), 200),
  );
  endpoint(app, RESUME, async (c, { params, body: { by, reason } }) =>
    c.json(await turn(false, params.name, by ?? 'api', reason), 200),
  );

  return app;
};

const scheduleJson = (pipeline: string, { paused, next, note }: ScheduleState): ScheduleJson => ({
  pipeline,
  schedule_paused: paused,
  next_scheduled: next ?? null,
  note: note ?? null,
});

const turning = {
  method: 'post',
  tag: 'pipelines',
  role: 'operator',
  about: 'pipeline',
  params: z.object({ name: z.string() }),
  body: z.strictObject({ by, reason: z.string().max(200).optional().describe('Shown with the Schedule') }),
  problems: [404, 409, 503],
} as const;

const PAUSE = {
  ...turning,
  path: '/{name}/pause',
  operationId: 'pausePipeline',
  summary: 'Let its Schedule start nothing',
  description:
    'Holds beyond a restart of the worker, until it is resumed. A run that is open goes on, and runs can be started by hand.',
  responses: { 200: jsonAnswer(scheduleSchema, 'Its Schedule now') },
} as const;

const RESUME = {
  ...turning,
  path: '/{name}/resume',
  operationId: 'resumePipeline',
  summary: 'Let its Schedule start runs again',
  description: 'What was missed meanwhile is not made up for.',
  responses: { 200: jsonAnswer(scheduleSchema, 'Its Schedule now') },
} as const;
