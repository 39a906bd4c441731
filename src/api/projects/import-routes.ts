import { randomUUID } from 'node:crypto';
import { OpenAPIHono, z } from '@hono/zod-openapi';
import { StevedoreError } from '../../contracts/errors.js';
import type { ProjectJob } from '../../contracts/projects/project-job.js';
import { callerOf } from '../access/caller.js';
import { noteRows } from '../metrics/record-requests.js';
import { endpoint } from '../request/endpoint.js';
import { by, count, list, time } from '../request/fields.js';
import { inTime } from '../request/in-time.js';
import { jsonAnswer } from '../request/json-answer.js';
import { wholeNumberOr } from '../request/query-fields.js';
import { onceOf } from '../request/start-once.js';
import type { ProjectRouteDeps } from './route-deps.js';
import { isUuid } from './find-project.js';
import { readProjectJob } from './read-project-job.js';
import { createProjectJob } from './start-project-job.js';

/** `/import` and `/jobs`, as seed 002 has them. */
export const projectImportRoutes = (deps: ProjectRouteDeps): OpenAPIHono => {
  const app = new OpenAPIHono();
  const { store } = deps;

  endpoint(app, IMPORT, async (c, { body }) => {
    const { project, sftp, files, callback_url: callbackUrl, by: asked } = body;
    const job = await createProjectJob(deps, {
      id: onceOf(c)?.id ?? randomUUID(),
      project,
      by: asked ?? callerOf(c).name,
      ...(sftp === undefined ? {} : { sftp }),
      ...(files === undefined ? {} : { files }),
      ...(callbackUrl === undefined ? {} : { callbackUrl }),
    });
    c.header('location', `/jobs/${job.id}`);
    return c.json({ job_id: job.id, status: job.status }, 202);
  });

  endpoint(app, LIST, async (c, { query: { limit, offset } }) => {
    const { jobs, total } = await inTime(store.projectJobs.list({ limit, offset }));
    return c.json({ jobs: jobs.map(shortJson), total, limit, offset }, 200);
  });

  endpoint(app, READ, async (c, { params }) => {
    const found = isUuid(params.job_id) ? await inTime(store.projectJobs.get(params.job_id)) : undefined;
    if (found === undefined) {
      throw new StevedoreError('JOB_UNKNOWN', `Cannot find the import "${params.job_id.slice(0, 100)}": it is unknown`);
    }
    const job = await readProjectJob(deps, found);
    const { inserted = 0, updated = 0, errors = 0 } = job.result ?? {};
    noteRows(c, { rows: inserted + updated, errors });
    if (found.runId !== undefined) {
      const run = `/api/v1/runs/${found.runId}`;
      c.header('link', `<${run}/rejects?format=csv>; rel="errors"; type="text/csv", <${run}>; rel="run"`);
    }
    return c.json(job, 200);
  });

  return app;
};

const shortJson = ({ id, runId, project, status, createdAt, startedAt, completedAt }: ProjectJob) => ({
  job_id: id,
  run_id: runId ?? null,
  project,
  status,
  created_at: createdAt,
  started_at: startedAt ?? null,
  completed_at: completedAt ?? null,
});

const status = z.enum(['pending', 'running', 'completed', 'failed', 'cancelled']);

const shared = {
  job_id: z.uuid(),
  run_id: z.string().nullable().describe('In `/api/v1/runs`; null until it is known to have started'),
  project: z.string(),
  status: status.describe('`completed` although records were rejected; `failed` where a file could not go in'),
  created_at: time,
  started_at: time.nullable(),
  completed_at: time.nullable(),
} as const;

const short = z.object(shared).openapi('ProjectJobSummary');

const counts = { inserted: count, updated: count, unchanged: count, superseded: count } as const;

const result = z.object({
  files: count,
  files_failed: count,
  ...counts,
  errors: count.describe('Records that were rejected'),
  error: z.string().nullable().describe('Why it failed'),
  warnings: list(z.string()),
});

const fileResult = z.object({
  filename: z.string(),
  table: z.string(),
  status: z.enum(['pending', 'running', 'completed', 'skipped', 'failed']),
  ...counts,
  rejected: count,
  errors: list(z.string()).describe('Why records were rejected; at most 1,000 of all files'),
  error: z.string().nullable().describe('Why the file could not go in'),
});

const whole = z
  .object({
    ...shared,
    progress: z.int().min(0).max(100).describe('Percent'),
    result: result.nullable().describe('Of all files; null until the end'),
    file_results: list(fileResult),
  })
  .openapi('ProjectJob');

const ofProjects = { tag: 'projects' } as const;

const IMPORT = {
  ...ofProjects,
  method: 'post',
  path: '/import',
  operationId: 'importProject',
  role: 'operator',
  once: 'by header or body',
  summary: 'Import the files of a project',
  description:
    'All files of its SFTP server that its tables match, or those that are named. The result is sent to `callback_url`, three times at most, signed where there is a secret.',
  body: z.strictObject({
    project: z.string().min(1).describe('Its name'),
    sftp: z
      .record(z.string(), z.unknown())
      .optional()
      .describe(
        "Stands in place of the project's keys of the same name, for this import: `host port username password key_path remote_path host_key`; another host or user needs its own password or key",
      ),
    files: z
      .array(z.string().min(1).max(4_096))
      .min(1)
      .max(1_000)
      .optional()
      .describe('Files of the disk of the worker, in files.allow, instead of those of a server'),
    callback_url: z
      .url({ protocol: /^https?$/, error: 'must be an address that begins with "http://" or "https://"' })
      .max(2_000)
      .optional()
      .describe("Who gets the result; default: the project's own"),
    by,
  }),
  responses: {
    202: jsonAnswer(z.object({ job_id: z.uuid(), status }), 'It will be imported', { location: "The job's address" }),
  },
  problems: [404, 409, 503],
} as const;

const LIST = {
  ...ofProjects,
  method: 'get',
  path: '/jobs',
  operationId: 'listProjectJobs',
  role: 'viewer',
  summary: 'List the imports of projects, the newest first',
  query: z.object({
    limit: wholeNumberOr(50, 1, 500),
    offset: wholeNumberOr(0, 0, 1_000_000),
  }),
  responses: {
    200: jsonAnswer(
      z.object({ jobs: list(short), total: z.int(), limit: z.int(), offset: z.int() }),
      'A page; what is open is as it was seconds ago',
    ),
  },
  problems: [503],
} as const;

const READ = {
  ...ofProjects,
  method: 'get',
  path: '/jobs/{job_id}',
  operationId: 'readProjectJob',
  role: 'viewer',
  summary: 'Read an import of a project',
  params: z.object({ job_id: z.string() }),
  responses: {
    200: jsonAnswer(whole, 'The import', {
      link: 'All of its errors as `rel="errors"`, and its run as `rel="run"`, once it has begun',
    }),
  },
  problems: [404, 503],
} as const;
