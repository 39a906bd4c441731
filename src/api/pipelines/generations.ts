import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { StandingGeneration } from '../../contracts/dump-import/generation.js';
import { chooseRollbackTarget, isOriginalKept } from '../../contracts/dump-import/rollback-target.js';
import { pipelineWorkflowId } from '../../contracts/runs/workflow-ids.js';
import type { ApiDeps } from '../deps.js';
import { endpoint } from '../request/endpoint.js';
import { by, count, list, orNull, time } from '../request/fields.js';
import { jsonAnswer, LOCATION } from '../request/json-answer.js';
import { onceOf } from '../request/start-once.js';
import { startedJson, startedRun } from '../runs/started-run.js';
import { findWithGenerations } from './find-pipeline.js';

const generationSchema = z
  .object({
    generation: count.describe('0 is what was there before the first import'),
    run_id: z.string(),
    published_at: time,
    databases: list(z.string()),
    archives: list(z.object({ filename: z.string(), size: count, mod_time: time })),
    tables: count,
    rows: count,
    rolled_back: z.object({ at: time, run_id: z.string(), from: count }).nullable(),
  })
  .openapi('Generation');

const generationsSchema = z
  .object({
    pipeline: z.string(),
    live: orNull(generationSchema),
    kept: list(generationSchema).describe('The one that was live last first: a rollback brings that one back'),
    broken: list(z.object({ generation: count, reason: z.string() })).describe(
      'Kept as well, but not whole any more: no rollback brings them back',
    ),
    pinned: list(z.string()).describe(
      'Databases whose tables from before the first import stand pinned as `orig_<db>`',
    ),
    original_kept: z
      .boolean()
      .describe('Whether `to: 0` brings them back: not where they are live already, or where a live database had none'),
  })
  .openapi('Generations');

/** One generation in `GET /api/v1/pipelines/:name/generations`. */
export type GenerationJson = z.infer<typeof generationSchema>;
export type GenerationsJson = z.infer<typeof generationsSchema>;

/** `/api/v1/pipelines/:name/rollback` and `/generations`; also of a pipeline that is disabled. */
export const rollbackRoutes = ({ runs, settings, readGenerations }: ApiDeps): OpenAPIHono => {
  const app = new OpenAPIHono();

  endpoint(app, GENERATIONS, async (c, { params }) => {
    const pipeline = findWithGenerations(settings.pipelines, params.name);
    const { live, kept, broken = [], pinned } = await readGenerations(pipeline);
    c.header('cache-control', 'no-store');
    const answer: GenerationsJson = {
      pipeline: pipeline.name,
      live: live === undefined ? null : generationJson(live),
      kept: kept.map(generationJson),
      broken: broken.map(({ generation, reason }) => ({ generation, reason })),
      pinned,
      original_kept: isOriginalKept({ ...(live === undefined ? {} : { live }), pinned }),
    };
    return c.json(answer, 200);
  });

  endpoint(app, ROLLBACK, async (c, { params, body: { to, by, trigger } }) => {
    const pipeline = findWithGenerations(settings.pipelines, params.name);
    const open = await runs.describe({ workflowId: pipelineWorkflowId(pipeline.kind, pipeline.name) });
    if (open?.status !== 'running') chooseRollbackTarget(pipeline.name, await readGenerations(pipeline), to);
    const started = await runs.start(
      {
        kind: pipeline.kind,
        action: 'rollback',
        pipeline: pipeline.name,
        by: by ?? trigger,
        trigger,
        ...(to === undefined ? {} : { to }),
      },
      onceOf(c),
    );
    return c.json(startedJson(c, started, pipeline.name), 202);
  });

  return app;
};

const generationJson = (standing: StandingGeneration): GenerationJson => ({
  generation: standing.generation,
  run_id: standing.runId,
  published_at: standing.preparedAt,
  databases: standing.databases,
  archives: standing.archives.map(({ filename, size, modTime }) => ({ filename, size, mod_time: modTime })),
  tables: standing.tables,
  rows: standing.rows,
  rolled_back:
    standing.age > 0 || standing.rolledBack === undefined
      ? null
      : { at: standing.rolledBack.at, run_id: standing.rolledBack.runId, from: standing.rolledBack.from },
});

const params = z.object({ name: z.string() });

const GENERATIONS = {
  method: 'get',
  path: '/{name}/generations',
  operationId: 'listGenerations',
  tag: 'pipelines',
  role: 'viewer',
  about: 'pipeline',
  summary: 'What is live, and what a rollback can bring back',
  params,
  responses: { 200: jsonAnswer(generationsSchema, 'As the target has it now') },
  problems: [404, 503],
} as const;

const ROLLBACK = {
  method: 'post',
  path: '/{name}/rollback',
  operationId: 'rollbackPipeline',
  once: 'by header or body',
  tag: 'pipelines',
  role: 'operator',
  about: 'pipeline',
  summary: 'Start a rollback',
  params,
  body: z.strictObject({
    to: z
      .int()
      .min(0)
      .max(Number.MAX_SAFE_INTEGER)
      .optional()
      .describe('The generation to bring back; absent: the one that was live last'),
    by,
    trigger: z.enum(['api', 'cli']).default('api'),
  }),
  responses: { 202: jsonAnswer(startedRun, 'It has begun', LOCATION) },
  problems: [404, 409, 503],
} as const;
