import { Hono } from 'hono';
import { z } from 'zod';
import type { StandingGeneration } from '../../contracts/generation.js';
import type { ApiDeps } from '../deps.js';
import { chooseRollbackTarget, isOriginalKept } from '../../contracts/rollback-target.js';
import { findPipeline } from './find-pipeline.js';
import { readBody } from '../request/read-request.js';

/** One generation in `GET /api/v1/pipelines/:name/generations`. */
export interface GenerationJson {
  /** 0 is what was there before the first import. */
  readonly generation: number;
  readonly run_id: string;
  readonly published_at: string;
  readonly databases: readonly string[];
  readonly archives: readonly { readonly filename: string; readonly size: number; readonly mod_time: string }[];
  readonly tables: number;
  readonly rows: number;
  readonly rolled_back: { readonly at: string; readonly run_id: string; readonly from: number } | null;
}

export interface GenerationsJson {
  readonly pipeline: string;
  readonly live: GenerationJson | null;
  /** The one that was live last first: a rollback brings that one back. */
  readonly kept: readonly GenerationJson[];
  /** Kept as well, but not whole any more: no rollback brings them back. */
  readonly broken: readonly { readonly generation: number; readonly reason: string }[];
  /** Databases whose tables from before the first import stand pinned as `orig_<db>`. */
  readonly pinned: readonly string[];
  /** Whether `to: 0` brings them back: not where they are live already, or where a live database had none. */
  readonly original_kept: boolean;
}

/** `/api/v1/pipelines/:name/rollback` and `/generations`; also of a pipeline that is disabled. */
export const rollbackRoutes = ({ runs, settings, readGenerations }: ApiDeps) =>
  new Hono()
    .get('/:name/generations', async (c) => {
      const pipeline = findPipeline(settings.pipelines, c.req.param('name'));
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
      return c.json(answer);
    })

    .post('/:name/rollback', async (c) => {
      const { to, by, trigger } = await readBody(c, rollbackBody);
      const pipeline = findPipeline(settings.pipelines, c.req.param('name'));
      const open = await runs.describe(pipeline.name);
      if (open?.status !== 'running') chooseRollbackTarget(pipeline.name, await readGenerations(pipeline), to);
      const { runId, workflowId } = await runs.startRollback({
        pipeline: pipeline.name,
        by: by ?? trigger,
        trigger,
        ...(to === undefined ? {} : { to }),
      });
      c.header('location', `/api/v1/runs/${runId}`);
      return c.json({ run_id: runId, workflow_id: workflowId, pipeline: pipeline.name, status: 'running' }, 202);
    });

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

const rollbackBody = z.strictObject({
  to: z.int().min(0).optional(),
  by: z.string().min(1).max(64).optional(),
  trigger: z.enum(['api', 'cli']).default('api'),
});
