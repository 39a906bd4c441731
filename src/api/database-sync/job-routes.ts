import { OpenAPIHono, z } from '@hono/zod-openapi';
import { StevedoreError } from '../../contracts/errors.js';
import { pipelinesOf } from '../../contracts/kinds.js';
import { callerOf, maySee } from '../access/caller.js';
import type { ApiDeps } from '../deps.js';
import { endpoint } from '../request/endpoint.js';
import { by, list } from '../request/fields.js';
import { inTime } from '../request/in-time.js';
import { jsonAnswer, LINK } from '../request/json-answer.js';
import { linkNext } from '../request/link-next.js';
import { wholeNumberOr } from '../request/query-fields.js';
import { cancelRun } from '../runs/cancel-run.js';
import type { RunView } from '../runs/join-run.js';
import type { RunReader } from '../runs/read-runs.js';
import { isRunId } from '../../contracts/run-id.js';
import { jobJson } from './job-json.js';
import { jobSchema, jobStatus } from './job-schema.js';

type JobDeps = Pick<ApiDeps, 'runs' | 'store' | 'settings'> & { readonly reader: RunReader };

/** `/api/jobs`, as seed 003 has it: exports, imports and syncs of databases, those of pipelines and Schedules too. */
export const jobRoutes = (deps: JobDeps): OpenAPIHono => {
  const app = new OpenAPIHono();
  const { store, settings, reader } = deps;

  endpoint(app, LIST, async (c, { query: { status, limit, cursor } }) => {
    const caller = callerOf(c);
    const pipelines = pipelinesOf(settings, 'database-sync').filter(({ name }) => maySee(caller, name));
    const wanted = status === 'pending' ? 'running' : status;
    const page = await inTime(
      store.runs.list({
        limit,
        pipelines: pipelines.map(({ name }) => name),
        ...(wanted === undefined ? {} : { status: wanted }),
        ...(cursor === undefined ? {} : { cursor }),
      }),
    );
    const addNew = cursor === undefined && (wanted === undefined || wanted === 'running');
    const jobs = (await reader.list({ pipelines, page, addNew }))
      .map(jobJson)
      .filter((job) => status === undefined || job.status === status);
    if (page.next !== undefined) linkNext(c, { cursor: page.next });
    return c.json({ jobs, next: page.next ?? null }, 200);
  });

  endpoint(app, READ, async (c, { params }) => {
    const run = await readJob(reader, params.id);
    c.header('cache-control', 'no-store');
    c.header('link', `</api/v1/runs/${run.runId}>; rel="run"`);
    return c.json(jobJson(run), 200);
  });

  endpoint(app, CANCEL, async (c, { params, body: { by, reason } }) => {
    const run = await readJob(reader, params.id);
    await cancelRun(deps, run, by ?? 'api', reason);
    c.header('location', `/api/jobs/${run.runId}`);
    return c.json({ job_id: run.runId, message: 'Cancel requested; the job cleans up before it ends' }, 202);
  });

  return app;
};

/** The run of a job; throws JOB_UNKNOWN, also for a run of another kind. */
export const readJob = async (reader: Pick<RunReader, 'byId'>, id: string): Promise<RunView> => {
  const unknown = (): StevedoreError =>
    new StevedoreError('JOB_UNKNOWN', `Cannot find the job "${id.slice(0, 100)}": it is unknown`);
  if (!isRunId(id)) throw unknown();
  const { run } = await reader.byId(id);
  if (!isJob(run)) throw unknown();
  return run;
};

const isJob = ({ kind }: Pick<RunView, 'kind'>): boolean => JOBS.has(kind);
const JOBS: ReadonlySet<string> = new Set<RunView['kind']>(['database-sync']);

export const jobParams = z.object({ id: z.uuid() });

const LIST = {
  method: 'get',
  path: '/',
  operationId: 'listDatabaseJobs',
  tag: 'databases',
  role: 'viewer',
  about: 'pipelines',
  summary: 'List the jobs, the newest first',
  query: z.object({
    status: jobStatus.optional(),
    limit: wholeNumberOr(50, 1, 200),
    cursor: z.string().max(200).optional().describe('`next` of the page before'),
  }),
  responses: {
    200: jsonAnswer(
      z.object({ jobs: list(jobSchema), next: z.string().nullable() }),
      'A page; the first one begins with jobs that no worker has seen yet',
      LINK,
    ),
  },
  problems: [503],
} as const;

const ofJob = { tag: 'databases', about: 'run', params: jobParams, problems: [404, 503] } as const;

const READ = {
  ...ofJob,
  method: 'get',
  path: '/{id}',
  operationId: 'readDatabaseJob',
  role: 'viewer',
  summary: 'Read a job',
  responses: { 200: jsonAnswer(jobSchema, 'The job', { link: 'Its run as `rel="run"`' }) },
} as const;

const CANCEL = {
  ...ofJob,
  method: 'post',
  path: '/{id}/cancel',
  operationId: 'cancelDatabaseJob',
  role: 'operator',
  summary: 'Cancel a job',
  description: 'What is live stays as it is; what the job has loaded is removed.',
  body: z.strictObject({ by, reason: z.string().max(200).optional() }),
  responses: {
    202: jsonAnswer(z.object({ job_id: z.uuid(), message: z.string() }), 'It was asked to stop', {
      location: "The job's address",
    }),
  },
  problems: [404, 409, 503],
} as const;
