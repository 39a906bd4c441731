import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { ApiDeps } from '../deps.js';
import { assertEnabled, findPipeline } from '../pipelines/find-pipeline.js';
import { endpoint } from '../request/endpoint.js';
import { by } from '../request/fields.js';
import { jsonAnswer, LOCATION } from '../request/json-answer.js';
import { onceOf } from '../request/start-once.js';
import { callerOf } from '../access/caller.js';
import { assertWithin, inputOf, startFields } from './run-kinds.js';
import { startedJson, startedRun } from './started-run.js';

const options = { by, trigger: z.enum(['api', 'cli']).default('api'), ...startFields() };

interface Asked extends Readonly<Record<string, unknown>> {
  readonly by?: string | undefined;
  readonly trigger: 'api' | 'cli';
}

/** `POST /api/v1/runs` and `POST /api/v1/pipelines/:name/start`, which are the same. */
export const startRoutes = ({ runs, settings }: Pick<ApiDeps, 'runs' | 'settings'>): OpenAPIHono => {
  const app = new OpenAPIHono();
  const start = async (c: Context, name: string, { by, trigger, ...fields }: Asked) => {
    const pipeline = findPipeline(settings.pipelines, name);
    assertEnabled(pipeline, settings);
    assertWithin(callerOf(c), pipeline, fields);
    const started = await runs.start(inputOf(pipeline, { by: by ?? trigger, trigger }, fields), onceOf(c));
    return c.json(startedJson(c, started, name), 202);
  };

  endpoint(app, START_RUN, (c, { body: { pipeline, ...asked } }) => start(c, pipeline, asked));
  endpoint(app, START_PIPELINE, (c, { params, body }) => start(c, params.name, body));

  return app;
};

const starting = {
  method: 'post',
  role: 'operator',
  once: 'by header or body',
  about: 'pipeline',
  summary: 'Start a run',
  responses: { 202: jsonAnswer(startedRun, 'It has begun', LOCATION) },
  problems: [404, 409, 503],
} as const;

const START_RUN = {
  ...starting,
  path: '/runs',
  operationId: 'startRun',
  tag: 'runs',
  body: z.strictObject({ pipeline: z.string(), ...options }),
} as const;

const START_PIPELINE = {
  ...starting,
  path: '/pipelines/{name}/start',
  operationId: 'startPipeline',
  tag: 'pipelines',
  params: z.object({ name: z.string() }),
  body: z.strictObject(options),
} as const;
