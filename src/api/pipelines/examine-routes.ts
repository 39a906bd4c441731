import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { StevedoreError } from '../../contracts/errors.js';
import type { Examination } from '../../contracts/examine/examine-input.js';
import type { ApiDeps } from '../deps.js';
import { endpoint } from '../request/endpoint.js';
import { list } from '../request/fields.js';
import { jsonAnswer } from '../request/json-answer.js';
import { wholeNumberOr } from '../request/query-fields.js';
import { checkRunId } from '../runs/check-run-id.js';
import { findPipeline } from './find-pipeline.js';
import type { PreviewAnswerJson } from './preview-schema.js';
import { previewAnswerSchema } from './preview-schema.js';

/**
 * `/api/v1/pipelines/:name/check` and `/preview`: a worker looks, because it has the connections and a disk. Also of a
 * pipeline that is disabled. What takes longer than the request may wait is asked for by its id.
 */
export const examineRoutes = ({ runs, settings }: Pick<ApiDeps, 'runs' | 'settings'>): OpenAPIHono => {
  const app = new OpenAPIHono();

  const begin = (what: Examination, name: string): Promise<string> => {
    findPipeline(settings.pipelines, name);
    return runs.examine({ what, pipeline: name });
  };
  const answer = async <A extends CheckJson | PreviewAnswerJson>(
    c: Context,
    what: Examination,
    asked: { readonly name: string; readonly id: string; readonly seconds: number },
  ) => {
    const { name, id, seconds } = asked;
    findPipeline(settings.pipelines, name);
    const found = await runs.examined({ what, pipeline: name }, id, seconds * 1_000);
    c.header('cache-control', 'no-store');
    if (found !== undefined) return c.json(found as A, 200);
    // Asked afterwards: a worker that has just started is not in the list yet, and answers all the same.
    if ((await runs.workers()).length === 0)
      throw new StevedoreError('WORKER_LOST', `Cannot ${what} "${name}": no worker is alive; start one`);
    c.header('location', `/api/v1/pipelines/${name}/${what}/${id}`);
    c.header('retry-after', '1');
    return c.json({ id, status: 'running' as const }, 202);
  };

  endpoint(app, CHECK, async (c, { params: { name }, body: { wait_seconds: seconds } }) =>
    answer<CheckJson>(c, 'check', { name, id: await begin('check', name), seconds }),
  );
  endpoint(app, CHECKED, (c, { params: { name, id }, query: { wait_seconds: seconds } }) =>
    answer<CheckJson>(c, 'check', { name, id: checkRunId(id), seconds }),
  );
  endpoint(app, PREVIEW, async (c, { params: { name }, body: { wait_seconds: seconds } }) =>
    answer<PreviewAnswerJson>(c, 'preview', { name, id: await begin('preview', name), seconds }),
  );
  endpoint(app, PREVIEWED, (c, { params: { name, id }, query: { wait_seconds: seconds } }) =>
    answer<PreviewAnswerJson>(c, 'preview', { name, id: checkRunId(id), seconds }),
  );

  return app;
};

const wait = z.int().min(0).max(60).default(20).describe('How long the answer may wait for the worker');
const waitInQuery = wholeNumberOr(20, 0, 60).describe('How long the answer may wait');

const going = z.object({ id: z.uuid(), status: z.literal('running') }).openapi('Examination');
const GOING = jsonAnswer(going, 'It takes longer; ask again at the address', {
  location: 'Where the answer will be',
  'retry-after': 'Seconds until asking again makes sense',
});

const checkSchema = z
  .object({
    ok: z.boolean(),
    checks: list(
      z.object({
        what: z.string(),
        state: z.enum(['ok', 'warn', 'fail']),
        text: z.string(),
        fix: list(z.string()).optional().describe('What to do about it, line by line'),
      }),
    ),
  })
  .openapi('Check');
export type CheckJson = z.infer<typeof checkSchema>;

const asking = {
  method: 'post',
  tag: 'pipelines',
  role: 'operator',
  about: 'pipeline',
  params: z.object({ name: z.string() }),
  body: z.strictObject({ wait_seconds: wait }),
  problems: [404, 409, 503],
} as const;
const reading = {
  method: 'get',
  tag: 'pipelines',
  role: 'operator',
  about: 'pipeline',
  params: z.object({ name: z.string(), id: z.uuid() }),
  query: z.object({ wait_seconds: waitInQuery }),
  problems: [404, 409, 503],
} as const;

const CHECK = {
  ...asking,
  path: '/{name}/check',
  operationId: 'checkPipeline',
  summary: 'Have a worker try the connections of a pipeline',
  description: "What `stevedore check --json` says on the worker's host, also of a disabled pipeline; changes nothing.",
  responses: { 200: jsonAnswer(checkSchema, 'What works and what does not'), 202: GOING },
} as const;

const CHECKED = {
  ...reading,
  path: '/{name}/check/{id}',
  operationId: 'readCheck',
  summary: 'Read the check of a pipeline',
  responses: { 200: jsonAnswer(checkSchema, 'What works and what does not'), 202: GOING },
} as const;

const PREVIEW = {
  ...asking,
  path: '/{name}/preview',
  operationId: 'previewPipeline',
  summary: 'Have a worker preview the next import of a pipeline',
  description:
    'What `stevedore preview --json` says: a worker downloads, unpacks and reads what a run would take now, of tables lists the source or asks for its first page, and changes nothing. A second request joins a preview that is open.',
  responses: { 200: jsonAnswer(previewAnswerSchema, 'What an import would find and do'), 202: GOING },
} as const;

const PREVIEWED = {
  ...reading,
  path: '/{name}/preview/{id}',
  operationId: 'readPreview',
  summary: 'Read the preview of a pipeline',
  responses: { 200: jsonAnswer(previewAnswerSchema, 'What an import would find and do'), 202: GOING },
} as const;
