import { OpenAPIHono, z } from '@hono/zod-openapi';
import { assertMaySee, callerOf, maySee } from '../access/caller.js';
import type { ApiDeps } from '../deps.js';
import { findPipeline } from '../pipelines/find-pipeline.js';
import { endpoint } from '../request/endpoint.js';
import { count, list, time } from '../request/fields.js';
import { inTime, PATIENCE_MS } from '../request/in-time.js';
import { jsonAnswer, LINK } from '../request/json-answer.js';
import { linkNext } from '../request/link-next.js';
import { flag, wholeNumberOr } from '../request/query-fields.js';
import { checkRunId, runParams } from './check-run-id.js';
import type { RunReader } from './read-runs.js';
import { runJson } from './run-json.js';
import { runLine } from './run-line.js';
import { afterLine, runLogLine, runSchema, runStatus } from './run-schema.js';

/** `/api/v1/runs`: list, read, logs. */
export const runsRoutes = ({
  store,
  settings,
  reader,
}: Pick<ApiDeps, 'store' | 'settings'> & { reader: RunReader }): OpenAPIHono => {
  const app = new OpenAPIHono();

  endpoint(app, LIST, async (c, { query: { pipeline, status, kind, since, limit, cursor } }) => {
    const caller = callerOf(c);
    if (pipeline !== undefined) assertMaySee(caller, pipeline);
    const named = pipeline === undefined ? settings.pipelines : [findPipeline(settings.pipelines, pipeline)];
    const pipelines = named.filter((one) => kind === undefined || String(one.kind) === kind);
    const ofKind = kind === undefined ? undefined : pipelines.map(({ name }) => name);
    const allowed = ofKind?.filter((name) => maySee(caller, name)) ?? caller.pipelines;
    const page = await inTime(
      store.runs.list({
        limit,
        ...(pipeline === undefined ? {} : { pipeline }),
        ...(allowed === undefined ? {} : { pipelines: allowed }),
        ...(since === undefined ? {} : { since: new Date(since).toISOString() }),
        ...(status === undefined ? {} : { status }),
        ...(cursor === undefined ? {} : { cursor }),
      }),
      PATIENCE_MS,
    );
    const addNew = cursor === undefined && (status === undefined || status === 'running');
    const seen = pipelines.filter(({ name }) => maySee(caller, name));
    const listed = (await reader.list({ pipelines: seen, page, addNew })).filter(
      ({ startedAt }) => since === undefined || Date.parse(startedAt) >= Date.parse(since),
    );
    if (page.next !== undefined) linkNext(c, { cursor: page.next });
    return c.json({ runs: listed.map(runJson), next: page.next ?? null }, 200);
  });

  endpoint(app, READ, async (c, { params }) => {
    const { run, source } = await reader.byId(checkRunId(params.id));
    c.header('x-stevedore-source', source);
    c.header('cache-control', 'no-store');
    return c.json(runJson(run), 200);
  });

  endpoint(app, LOGS, async (c, { params, query: { after, limit, tail } }) => {
    const runId = checkRunId(params.id);
    const lines = await inTime(
      store.logs.list({ runId, limit, ...(tail ? { tail } : { afterSeq: after }) }),
      PATIENCE_MS,
    );
    // No line yet is an answer for a run that exists only.
    if (lines.length === 0) await reader.byId(runId);
    const next = lines.at(-1)?.seq ?? after;
    if (lines.length === limit && !tail) linkNext(c, { after: next });
    return c.json({ logs: lines.map(runLine), next }, 200);
  });

  return app;
};

const LIST = {
  method: 'get',
  path: '/',
  operationId: 'listRuns',
  tag: 'runs',
  role: 'viewer',
  about: 'pipelines',
  summary: 'List runs, the newest first',
  query: z.object({
    pipeline: z.string().max(64).optional(),
    status: runStatus.optional(),
    kind: z.string().max(64).optional().describe('Runs of configured pipelines of this kind'),
    since: time.optional().describe('Runs that began then or later'),
    limit: wholeNumberOr(20, 1, 200),
    cursor: z.string().max(200).optional().describe('`next` of the page before'),
  }),
  responses: {
    200: jsonAnswer(
      z.object({ runs: list(runSchema), next: z.string().nullable() }),
      'A page; the first one begins with runs that no worker has seen yet',
      LINK,
    ),
  },
  problems: [404, 503],
} as const;

const READ = {
  method: 'get',
  path: '/{id}',
  operationId: 'readRun',
  tag: 'runs',
  role: 'viewer',
  about: 'run',
  summary: 'Read a run',
  params: runParams,
  responses: {
    200: jsonAnswer(runSchema, 'The run', {
      'x-stevedore-source': '`temporal`, or `store` while Temporal does not answer',
    }),
  },
  problems: [404, 503],
} as const;

const LOGS = {
  method: 'get',
  path: '/{id}/logs',
  operationId: 'readRunLog',
  tag: 'runs',
  role: 'viewer',
  about: 'run',
  summary: "Read a run's log",
  params: runParams,
  query: z.object({
    after: afterLine.describe('Lines after the one with this number'),
    limit: wholeNumberOr(200, 1, 1_000),
    tail: flag().optional().describe('The newest lines, whatever `after` says'),
  }),
  responses: {
    200: jsonAnswer(
      z.object({ logs: list(runLogLine), next: count.describe('`after` of the next page') }),
      'Lines in their order',
      LINK,
    ),
  },
  problems: [404, 503],
} as const;
