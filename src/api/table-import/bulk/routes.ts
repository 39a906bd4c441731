import { OpenAPIHono, z } from '@hono/zod-openapi';
import { StevedoreError } from '../../../contracts/errors.js';
import { callerOf } from '../../access/caller.js';
import { noteForAudit } from '../../access/record-audit.js';
import type { ApiDeps } from '../../deps.js';
import { noteRows } from '../../metrics/record-requests.js';
import { endpoint } from '../../request/endpoint.js';
import { list } from '../../request/fields.js';
import { inTime } from '../../request/in-time.js';
import { jsonAnswer } from '../../request/json-answer.js';
import { wholeNumberOr } from '../../request/query-fields.js';
import type { RunReader } from '../../runs/read-runs.js';
import { createJob } from './create-job.js';
import type { ImportDeps } from './import-deps.js';
import { addressed, createdJobSchema, createdJson, jobJson, jobSchema } from './job-schema.js';
import { readJob } from './read-job.js';
import { receiveImport } from './receive-import.js';

type BulkDeps = Pick<ApiDeps, 'runs' | 'store' | 'logger'> & {
  readonly reader: Pick<RunReader, 'byId'>;
  readonly imports: ImportDeps;
};

/** `/v1/imports`, as seed 001 has it. */
export const bulkRoutes = (deps: BulkDeps): OpenAPIHono => {
  const app = new OpenAPIHono();
  const { imports, store } = deps;
  const assertResource = (name: string): void => {
    if (Object.hasOwn(imports.resources, name)) return;
    const known = Object.keys(imports.resources).map((one) => `"${one}"`);
    throw new StevedoreError(
      'RESOURCE_UNKNOWN',
      `Cannot import into "${name.slice(0, 100)}": ${known.length === 0 ? 'the configuration declares no resources' : `use ${known.slice(0, 20).join(', ')}`}`,
    );
  };

  endpoint(app, CREATE, async (c, { query }) => {
    const received = await receiveImport(c, query, { uploads: imports.uploads, assertResource });
    noteForAudit(c, { name: received.resource });
    const { job, isNew } = await createJob(deps, received, callerOf(c));
    c.header('location', `/v1/imports/${job.id}`);
    if (isNew) return c.json(createdJson(job), 202);
    c.header('idempotent-replayed', 'true');
    return c.json(createdJson(await readJob(deps, job)), 200);
  });

  endpoint(app, LIST, async (c, { query: { limit, offset } }) => {
    const { jobs, total } = await inTime(store.importJobs.list({ limit, offset }));
    return c.json({ imports: jobs.map(jobJson), total, limit, offset }, 200);
  });

  endpoint(app, READ, async (c, { params }) => {
    const found = await inTime(store.importJobs.get(params.job_id.slice(0, 36)));
    if (found === undefined) {
      throw new StevedoreError('JOB_UNKNOWN', `Cannot find the import "${params.job_id.slice(0, 100)}": it is unknown`);
    }
    const job = await readJob(deps, found);
    noteRows(c, { rows: job.processed, errors: job.failed });
    if (job.runId !== undefined) {
      const run = `/api/v1/runs/${job.runId}`;
      c.header('link', `<${run}/rejects?format=csv>; rel="errors"; type="text/csv", <${run}>; rel="run"`);
    }
    return c.json(jobJson(job), 200);
  });

  return app;
};

/** Resources belong to no pipeline: a key for some pipelines only has none. */
const ofImports = { tag: 'imports' } as const;

const binary = { schema: z.string().min(1).openapi({ format: 'binary' }) } as const;

const said = {
  resource_type: z.string().max(255).optional().describe('The name of a declared resource; a form has it as a field'),
  format: z.enum(['csv', 'ndjson']).optional().describe('Default: that of the content type, or of the file name'),
};

const CREATE = {
  ...ofImports,
  method: 'post',
  path: '/imports',
  operationId: 'createImport',
  role: 'operator',
  summary: 'Import a file',
  description:
    'As a form with the part `file` and the field `resource_type`, in any order, as the file itself with `?resource_type=`, or as JSON with the address of the file, from which the import fetches it. An idempotency key is needed: the same file with it is the same import, another one is refused.',
  query: z.object({
    ...said,
    filename: z.string().max(1_000).optional().describe('Names the format where nothing else does'),
  }),
  headers: z.object({
    'Idempotency-Key': z
      .string()
      .min(1)
      .max(255)
      .optional()
      .describe("Of the caller's choice, such as a UUID; a form may have it as the field `idempotency_key`"),
  }),
  upload: {
    'multipart/form-data': {
      schema: z.object({ ...said, file: binary.schema, idempotency_key: z.string().max(255).optional() }),
    },
    'text/csv': binary,
    'application/x-ndjson': binary,
    'application/json': { schema: addressed },
  },
  responses: {
    202: jsonAnswer(createdJobSchema, 'It will be imported', { location: "The import's address" }),
    200: jsonAnswer(createdJobSchema, 'It had been sent before: the import of the first request', {
      location: "The import's address",
      'idempotent-replayed': '`true`',
    }),
  },
  problems: [409, 503],
} as const;

const LIST = {
  ...ofImports,
  method: 'get',
  path: '/imports',
  operationId: 'listImports',
  role: 'viewer',
  summary: 'List imports, the newest first',
  query: z.object({
    limit: wholeNumberOr(50, 1, 500),
    offset: wholeNumberOr(0, 0, 1_000_000),
  }),
  responses: {
    200: jsonAnswer(
      z.object({ imports: list(jobSchema), total: z.int(), limit: z.int(), offset: z.int() }),
      'A page; what is open is as it was seconds ago',
    ),
  },
  problems: [503],
} as const;

const READ = {
  ...ofImports,
  method: 'get',
  path: '/imports/{job_id}',
  operationId: 'readImport',
  role: 'viewer',
  summary: 'Read an import',
  params: z.object({ job_id: z.string() }),
  responses: {
    200: jsonAnswer(jobSchema, 'The import', {
      link: 'Its errors, at most 100,000, as `rel="errors"`, and its run as `rel="run"`, once it has begun',
    }),
  },
  problems: [404, 503],
} as const;
