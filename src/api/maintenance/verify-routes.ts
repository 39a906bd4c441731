import { OpenAPIHono, z } from '@hono/zod-openapi';
import { StevedoreError } from '../../contracts/errors.js';
import { pipelinesOf } from '../../contracts/kinds.js';
import type { ApiDeps } from '../deps.js';
import { findPipelineOf } from '../pipelines/find-pipeline.js';
import { endpoint } from '../request/endpoint.js';
import { by } from '../request/fields.js';
import { jsonAnswer, LOCATION } from '../request/json-answer.js';
import { onceOf } from '../request/start-once.js';
import { startedJson, startedRun } from '../runs/started-run.js';

/** `/api/v1/pipelines/:name/verify`: a maintenance run with that one task, also of a pipeline that is disabled. */
export const verifyRoutes = ({ runs, settings }: Pick<ApiDeps, 'runs' | 'settings'>): OpenAPIHono => {
  const app = new OpenAPIHono();

  endpoint(app, VERIFY, async (c, { params, body: { by: asked, trigger } }) => {
    const { name } = findPipelineOf('dump-import', settings.pipelines, params.name);
    const maintenance = pipelinesOf(settings, 'maintenance').find(({ enabled }) => enabled);
    if (maintenance === undefined) {
      throw new StevedoreError(
        'PIPELINE_DISABLED',
        `Cannot verify "${name}": no pipeline of kind "maintenance" is enabled; enable one, or remove them from the configuration`,
        { details: { pipeline: name } },
      );
    }
    const input = { kind: 'maintenance' as const, pipeline: maintenance.name, by: asked ?? trigger, trigger };
    const started = await runs.start({ ...input, tasks: ['verify'], pipelines: [name] }, onceOf(c));
    return c.json(startedJson(c, started, maintenance.name), 202);
  });

  return app;
};

const VERIFY = {
  method: 'post',
  path: '/{name}/verify',
  operationId: 'verifyPipeline',
  tag: 'pipelines',
  role: 'operator',
  once: 'by header or body',
  about: 'pipeline',
  summary: 'Compare what is live with what was published',
  params: z.object({ name: z.string() }),
  body: z.strictObject({ by, trigger: z.enum(['api', 'cli']).default('api') }),
  responses: {
    202: jsonAnswer(
      startedRun,
      'The maintenance run has begun; a change ends it as failed, with LIVE_CHANGED',
      LOCATION,
    ),
  },
  problems: [404, 409, 503],
} as const;
