import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { GenerationRecord } from '../../contracts/dump-import/generation-record.js';
import type { RunRecord } from '../../contracts/runs/run-record.js';
import type { ApiDeps } from '../deps.js';
import { endpoint } from '../request/endpoint.js';
import { count, list, time } from '../request/fields.js';
import { inTime } from '../request/in-time.js';
import { jsonAnswer, LINK } from '../request/json-answer.js';
import { linkNext } from '../request/link-next.js';
import { wholeNumberOr } from '../request/query-fields.js';
import { viewOfKind } from '../runs/run-kinds.js';
import { runStatus } from '../runs/run-schema.js';
import { findPipeline } from './find-pipeline.js';

const pointSchema = z
  .object({
    run_id: z.string(),
    action: z.string().describe('`run`, or what was done instead, such as `rollback`'),
    status: runStatus,
    started_at: time,
    completed_at: time.nullable(),
    duration_seconds: z.number().nullable(),
    attempts: count,
    warnings: count,
    generation: count.nullable().describe('What it put live'),
    tables: count.nullable(),
    rows: count
      .nullable()
      .describe('Proved rows of what it published; of other kinds those that it copied, or that got into the tables'),
    archive_bytes: count.nullable(),
  })
  .openapi('HistoryPoint');

const historySchema = z
  .object({ pipeline: z.string(), runs: list(pointSchema), next: z.string().nullable() })
  .openapi('History');

export type HistoryJson = z.infer<typeof historySchema>;

/** `GET /api/v1/pipelines/:name/history`: figures of its runs, for plots. */
export const historyRoutes = ({ store, settings }: Pick<ApiDeps, 'store' | 'settings'>): OpenAPIHono => {
  const app = new OpenAPIHono();

  endpoint(app, HISTORY, async (c, { params, query: { limit, cursor, status } }) => {
    const { name } = findPipeline(settings.pipelines, params.name);
    const [page, generations] = await Promise.all([
      inTime(
        store.runs.list({
          pipeline: name,
          limit,
          ...(status === undefined ? {} : { status }),
          ...(cursor === undefined ? {} : { cursor }),
        }),
      ),
      inTime(store.generations.list(name)),
    ]);
    if (page.next !== undefined) linkNext(c, { cursor: page.next });
    const byRun = new Map(generations.map((generation) => [generation.runId, generation]));
    const answer: HistoryJson = {
      pipeline: name,
      runs: page.runs.map((run) => point(run, byRun.get(run.runId))),
      next: page.next ?? null,
    };
    return c.json(answer, 200);
  });

  return app;
};

const point = (run: RunRecord, published: GenerationRecord | undefined): HistoryJson['runs'][number] => ({
  run_id: run.runId,
  action: run.action ?? 'run',
  status: run.status,
  started_at: run.startedAt,
  completed_at: run.completedAt ?? null,
  duration_seconds:
    run.completedAt === undefined ? null : (Date.parse(run.completedAt) - Date.parse(run.startedAt)) / 1_000,
  attempts: run.attempts,
  warnings: run.warnings.length,
  generation: run.generation ?? null,
  tables: published?.tables ?? null,
  rows: published?.rows ?? rowsOf(run),
  archive_bytes: published?.archives.reduce((sum, { size }) => sum + size, 0) ?? null,
});

/** What a run that is a success has moved, by its kind. */
const rowsOf = ({ kind, status, snapshot }: RunRecord): number | null => {
  if (status !== 'success' || snapshot === undefined) return null;
  const figures = viewOfKind(kind).figures?.(snapshot);
  return figures === undefined ? null : (figures.rows ?? figures.tables.reduce((sum, { rows }) => sum + rows, 0));
};

const HISTORY = {
  method: 'get',
  path: '/{name}/history',
  operationId: 'readHistory',
  tag: 'pipelines',
  role: 'viewer',
  about: 'pipeline',
  summary: 'Durations, rows and bytes of its runs, the newest first',
  params: z.object({ name: z.string() }),
  query: z.object({
    status: runStatus.optional(),
    limit: wholeNumberOr(100, 1, 500),
    cursor: z.string().max(200).optional().describe('`next` of the page before'),
  }),
  responses: { 200: jsonAnswer(historySchema, 'A page, as the store has it', LINK) },
  problems: [404, 503],
} as const;
