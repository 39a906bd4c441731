import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { ApiDeps } from '../deps.js';
import { differences, differencesJson, sideJson, sideSchema, sizeOf } from '../pipelines/comparison.js';
import { findPipelineOf } from '../pipelines/find-pipeline.js';
import { endpoint } from '../request/endpoint.js';
import { count } from '../request/fields.js';
import { jsonAnswer } from '../request/json-answer.js';
import { checkRunId, runParams } from '../runs/check-run-id.js';
import type { RunReader } from '../runs/read-runs.js';

const stagedSchema = z
  .object({
    run_id: z.uuid(),
    pipeline: z.string(),
    live: sideSchema.nullable().describe('What it would replace; null: nothing of ours is live'),
    staged: z.object({ tables: count, rows: count }).describe('Loaded and proved so far'),
    ...differences,
    keep_previous: count.describe('So many generations before the live one are kept: a rollback can bring back each'),
  })
  .openapi('Staged');

export type StagedJson = z.infer<typeof stagedSchema>;

/** `GET /api/v1/runs/:id/staged`: what a dump import would publish. */
export const stagedRoutes = ({
  settings,
  reader,
  readStaged,
}: Pick<ApiDeps, 'settings' | 'readStaged'> & { reader: RunReader }): OpenAPIHono => {
  const app = new OpenAPIHono();

  endpoint(app, STAGED, async (c, { params }) => {
    const { run } = await reader.byId(checkRunId(params.id));
    const pipeline = findPipelineOf('dump-import', settings.pipelines, run.pipeline);
    const { databases = [], live } = (await readStaged?.(pipeline, run.runId)) ?? {};
    const names = new Set(databases.map(({ database }) => database));
    // A database that is not loaded yet is not one that would go.
    const before = live?.databases.filter(({ database }) => names.has(database)) ?? [];
    const answer: StagedJson = {
      run_id: run.runId,
      pipeline: pipeline.name,
      live: live === undefined ? null : sideJson(live),
      staged: sizeOf(databases),
      ...differencesJson(before, databases),
      keep_previous: pipeline.publish.keepPrevious,
    };
    c.header('cache-control', 'no-store');
    return c.json(answer, 200);
  });

  return app;
};

const STAGED = {
  method: 'get',
  path: '/{id}/staged',
  operationId: 'readStaged',
  tag: 'runs',
  role: 'viewer',
  about: 'run',
  summary: 'What a dump import would publish, against what is live',
  description: 'By the proofs of both, as far as the run has loaded; nothing once it has published. No row is read.',
  params: runParams,
  responses: { 200: jsonAnswer(stagedSchema, 'The differences, database by database') },
  problems: [404, 503],
} as const;
