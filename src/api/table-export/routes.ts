import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { StevedoreError } from '../../contracts/errors.js';
import type { ExportJob } from '../../contracts/table-export/export-job.js';
import { assertRole, callerOf } from '../access/caller.js';
import { audited, noteForAudit } from '../access/record-audit.js';
import type { ApiDeps } from '../deps.js';
import { noteRows } from '../metrics/record-requests.js';
import { endpoint } from '../request/endpoint.js';
import { list } from '../request/fields.js';
import { inTime } from '../request/in-time.js';
import { jsonAnswer } from '../request/json-answer.js';
import { jsonText, wholeNumberOr } from '../request/query-fields.js';
import { givenKey } from '../request/start-once.js';
import type { RunReader } from '../runs/read-runs.js';
import { createExport } from './create-export.js';
import type { ExportDeps } from './export-deps.js';
import { exportFields, exportFormat, exportRequest, filterFields, filtersInQuery } from './export-fields.js';
import { createdExportJson, createdExportSchema, exportJson, exportSchema } from './job-schema.js';
import { limitStreams } from './limit-streams.js';
import { readExport } from './read-export.js';
import { streamExport } from './stream-export.js';

type ExportRouteDeps = Pick<ApiDeps, 'runs' | 'store' | 'logger'> & {
  readonly reader: Pick<RunReader, 'byId'>;
  readonly exports: ExportDeps;
};

/** `/v1/exports`, as seed 001 has it. */
export const exportRoutes = (deps: ExportRouteDeps): OpenAPIHono => {
  const app = new OpenAPIHono();
  const { exports, store, logger } = deps;
  const open = limitStreams(exports.open, exports.limits.maxStreams);
  const jsonFor = (c: Context, job: ExportJob) =>
    exportJson(job, {
      maySeeFilters: callerOf(c).role === 'admin' || !job.readsSecrets || !exports.isForAdmins(job.request),
    });

  const answerRows = async (c: Context, query: RowsQuery): Promise<Response> => {
    const { resource, format, fields, filters, ...more } = query;
    const caller = callerOf(c);
    assertMayExport(c, more.table);
    const request = exportRequest({
      ...more,
      resource,
      format,
      fields: fields?.split(','),
      filters: filtersInQuery(filters),
    });
    // A client may leave before the first row is there.
    const { signal } = c.req.raw;
    const opened = await open(request, { mayReadSecrets: caller.role === 'admin', signal });
    const headers = {
      'content-type': format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson',
      'content-disposition': `attachment; filename="${exports.stem(opened.name, request)}.${format}"`,
      'accept-ranges': 'none',
      'cache-control': 'no-store',
    };
    if (c.req.method === 'HEAD') {
      await opened.close();
      return new Response(null, { headers });
    }
    const stream = await streamExport(opened, {
      limits: exports.limits,
      logger,
      onEnd: (rows) => {
        noteRows(c, { rows, errors: 0 });
        addTrailer(c, { 'X-Row-Count': String(rows) });
      },
    });
    caller.endWithKey?.(stream);
    return new Response(stream.body, { headers: { ...headers, trailer: 'X-Row-Count' } });
  };

  endpoint(app, LIST, async (c, { query }) => {
    const { resource, format, limit, offset, fields, filters, ...more } = query;
    if (resource === undefined && more.table === undefined) {
      const { jobs, total } = await inTime(store.exportJobs.list({ limit, offset }));
      return c.json({ exports: jobs.map((job) => jsonFor(c, job)), total, limit, offset }, 200);
    }
    const stream = () => answerRows(c, { resource, format, fields, filters, ...more });
    noteForAudit(c, { name: resource ?? more.table ?? '' });
    // Who has read rows is asked as often as who has changed some.
    const audit = { action: 'streamExport', about: 'installation', readsBody: false } as const;
    return c.req.method === 'HEAD' ? stream() : audited(c, audit, stream);
  });

  endpoint(app, CREATE, async (c, { body }) => {
    const { idempotency_key: inBody, resource_type: resource, ...asked } = body;
    assertMayExport(c, asked.table);
    const key = givenKey(c, inBody);
    if (key === undefined || key === '')
      throw refuse('it has no idempotency key; send the header "Idempotency-Key", or the field "idempotency_key"');
    if (key.length > MOST_OF_KEY) throw refuse(`its idempotency key has more than ${MOST_OF_KEY} characters`);
    const request = exportRequest({ ...asked, resource });
    const { filters } = asked;
    noteForAudit(c, { name: resource ?? asked.table ?? '' });
    const { job, isNew } = await createExport(
      deps,
      { request, key, ...(filters === undefined ? {} : { filters }) },
      callerOf(c),
    );
    c.header('location', `/v1/exports/${job.id}`);
    if (isNew) return c.json(createdExportJson(job), 202);
    c.header('idempotent-replayed', 'true');
    return c.json(createdExportJson(await readExport(deps, job)), 200);
  });

  endpoint(app, READ, async (c, { params }) => {
    const found = await inTime(store.exportJobs.get(params.job_id.slice(0, 36)));
    if (found === undefined)
      throw new StevedoreError('JOB_UNKNOWN', `Cannot find the export "${params.job_id.slice(0, 100)}": it is unknown`);
    const job = await readExport(deps, found);
    noteRows(c, { rows: job.total, errors: 0 });
    if (job.runId !== undefined) c.header('link', `</api/v1/runs/${job.runId}>; rel="run"`);
    return c.json(jsonFor(c, job), 200);
  });

  return app;
};

type RowsQuery = Omit<z.output<(typeof LIST)['query']>, 'limit' | 'offset'>;

/** Resources are declared to be exported; any other table is for an admin. Throws ROLE_TOO_LOW. */
const assertMayExport = (c: Context, table: string | undefined): void =>
  assertRole(callerOf(c), table === undefined ? 'operator' : 'admin');

/** Behind the body, where the connection can have such. */
const addTrailer = (c: Context, trailer: Readonly<Record<string, string>>): void => {
  const { outgoing } = (c.env ?? {}) as { outgoing?: { addTrailers?: (headers: object) => void } };
  outgoing?.addTrailers?.(trailer);
};

const MOST_OF_KEY = 255;

const refuse = (why: string): StevedoreError => new StevedoreError('REQUEST_INVALID', `Cannot export: ${why}`);

/** Resources belong to no pipeline: a key for some pipelines only has none. */
const ofExports = { tag: 'exports' } as const;

const PAGE = jsonAnswer(
  z.object({ exports: list(exportSchema), total: z.int(), limit: z.int(), offset: z.int() }),
  'A page of exports; or, where a resource or a table is named, its rows',
  {
    'content-disposition': 'Of rows: `attachment`, with a file name',
    trailer: 'Of rows: `X-Row-Count`, which comes behind the last of them',
  },
);

const LIST = {
  ...ofExports,
  method: 'get',
  path: '/exports',
  operationId: 'listExports',
  role: 'viewer',
  summary: 'Stream rows, or list exports',
  description:
    'With `resource` the rows of a declared resource as they are at this moment, as a file; an operator may do that. A transfer that fails is cut off and never ends politely. Without it a list, the newest first.',
  query: z.object({
    resource: z.string().min(1).max(255).optional().describe('The name of a declared resource'),
    format: exportFormat.default('csv'),
    fields: z.string().min(1).max(10_000).optional().describe('Names with commas; default: all but secret ones'),
    filters: jsonText(10_000, { type: 'object' }).optional().describe('As JSON, like those of `POST /v1/exports`'),
    ...exportFields,
    limit: wholeNumberOr(50, 1, 500),
    offset: wholeNumberOr(0, 0, 1_000_000),
  }),
  responses: {
    200: {
      ...PAGE,
      content: {
        ...PAGE.content,
        'text/csv': { schema: z.string() },
        'application/x-ndjson': { schema: z.string() },
      },
    },
  },
  problems: [404, 503],
} as const;

const CREATE = {
  ...ofExports,
  method: 'post',
  path: '/exports',
  operationId: 'createExport',
  role: 'operator',
  summary: 'Export to a file',
  description:
    'The rows of a declared resource at one moment. An idempotency key is needed: the same request with it is the same export, another one is refused.',
  headers: z.object({
    'Idempotency-Key': z.string().min(1).max(255).optional().describe('Or the field `idempotency_key`'),
  }),
  body: z.strictObject({
    idempotency_key: z.string().max(255).optional(),
    resource_type: z.string().min(1).max(255).optional().describe('The name of a declared resource'),
    format: exportFormat.default('csv'),
    filters: filterFields.optional(),
    fields: z.array(z.string().min(1)).min(1).max(1_600).optional().describe('Default: all but secret ones'),
    ...exportFields,
  }),
  responses: {
    202: jsonAnswer(createdExportSchema, 'It will be exported', { location: "The export's address" }),
    200: jsonAnswer(createdExportSchema, 'It had been sent before: the export of the first request', {
      location: "The export's address",
      'idempotent-replayed': '`true`',
    }),
  },
  problems: [404, 409, 503],
} as const;

const READ = {
  ...ofExports,
  method: 'get',
  path: '/exports/{job_id}',
  operationId: 'readExport',
  role: 'viewer',
  summary: 'Read an export',
  params: z.object({ job_id: z.string() }),
  responses: { 200: jsonAnswer(exportSchema, 'The export', { link: 'Its run as `rel="run"`, once it has begun' }) },
  problems: [404, 503],
} as const;
