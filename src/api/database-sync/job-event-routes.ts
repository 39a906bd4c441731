import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { ApiDeps } from '../deps.js';
import { endpoint } from '../request/endpoint.js';
import type { WatcherLimit } from '../request/limit-watchers.js';
import { answerWatch } from '../runs/events/answer-watch.js';
import { eventContent, eventHeaders } from '../runs/events/event-routes.js';
import { createRunWatch } from '../runs/events/watch-run.js';
import { afterLine } from '../runs/run-schema.js';
import type { RunReader } from '../runs/read-runs.js';
import { jobJson } from './job-json.js';
import { jobParams, readJob } from './job-routes.js';

/** `/api/jobs/:id/events`: a job as server-sent events. */
export const jobEventRoutes = (
  deps: Pick<ApiDeps, 'runs' | 'store' | 'closing'> & { readonly reader: RunReader; readonly watchers: WatcherLimit },
): OpenAPIHono => {
  const app = new OpenAPIHono();
  const { reader, watchers, closing } = deps;
  const watch = createRunWatch({ ...deps, shown: { event: 'job', json: jobJson } });
  closing?.addEventListener('abort', () => watch.close());

  endpoint(app, EVENTS, async (c, { params, query: { after } }) => {
    const { runId } = await readJob(reader, params.id);
    return answerWatch(c, { watch, watchers }, runId, after);
  });

  return app;
};

const EVENTS = {
  method: 'get',
  path: '/{id}/events',
  operationId: 'watchDatabaseJob',
  tag: 'databases',
  role: 'viewer',
  about: 'run',
  summary: 'Follow a job',
  description:
    'Server-sent events: `job` (the job whenever it changes, and at first), `log` (a line, its number is the id), `end` (the last event; `status`), and `resync` where `Last-Event-ID` is not ' +
    'one of this job. A comment comes at least every 15 seconds. Who comes back after `end` is answered 204, which ends an `EventSource`.',
  params: jobParams,
  query: z.object({
    after: afterLine.describe('Lines after the one with this number; `Last-Event-ID` goes before it'),
  }),
  headers: eventHeaders,
  responses: {
    200: eventContent('Events until the job has ended'),
    204: { description: 'The job has ended, and its `end` was received' },
  },
  problems: [404, 503],
} as const;
