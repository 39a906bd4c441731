import { OpenAPIHono, z } from '@hono/zod-openapi';
import { callerOf, maySee } from '../../access/caller.js';
import type { ApiDeps } from '../../deps.js';
import { endpoint } from '../../request/endpoint.js';
import { eventAnswer } from '../../request/event-answer.js';
import type { WatcherLimit } from '../../request/limit-watchers.js';
import { checkRunId, runParams } from '../check-run-id.js';
import { afterLine } from '../run-schema.js';
import type { RunReader } from '../read-runs.js';
import { answerWatch, whoAsks } from './answer-watch.js';
import { createAllWatch } from './watch-all.js';
import { createRunWatch } from './watch-run.js';

/** `/api/v1/runs/:id/events` and `/api/v1/events`, as server-sent events. */
export const eventRoutes = (deps: ApiDeps & { reader: RunReader; watchers: WatcherLimit }): OpenAPIHono => {
  const app = new OpenAPIHono();
  const { closing, watchers } = deps;
  const one = createRunWatch(deps);
  const all = createAllWatch(deps);
  closing?.addEventListener('abort', () => {
    one.close();
    all.close();
  });

  endpoint(app, OF_ONE, (c, { params, query: { after } }) =>
    answerWatch(c, { watch: one, watchers }, checkRunId(params.id), after),
  );

  endpoint(app, OF_ALL, (c) => {
    const caller = callerOf(c);
    const open = () => all.watch(c.req.header('last-event-id'), (pipeline) => maySee(caller, pipeline));
    return eventAnswer(c, () => watchers.admit(whoAsks(c), open));
  });

  return app;
};

export const eventContent = (description: string) => ({
  description,
  content: { 'text/event-stream': { schema: z.string() } },
});
export const eventHeaders = z.object({
  'Last-Event-ID': z
    .string()
    .optional()
    .describe('The id of the last event that was received; browsers send it by themselves'),
});

const OF_ONE = {
  method: 'get',
  path: '/runs/{id}/events',
  operationId: 'watchRun',
  tag: 'runs',
  role: 'viewer',
  about: 'run',
  summary: 'Follow a run',
  description:
    'Server-sent events: `log` (a line, its number is the id), `run` (the run whenever it changes, and at first), `end` (the last event; `status`), and `resync` where ' +
    '`Last-Event-ID` is not one of this run: read its log again, what follows goes on after line `next`. Ids hold across connections and restarts of the server. ' +
    'A comment comes at least every 15 seconds. Who comes back after `end` is answered 204, which ends an `EventSource`.',
  params: runParams,
  query: z.object({
    after: afterLine.describe('Lines after the one with this number; `Last-Event-ID` goes before it'),
  }),
  headers: eventHeaders,
  responses: {
    200: eventContent('Events until the run has ended'),
    204: { description: 'The run has ended, and its `end` was received' },
  },
  problems: [404, 503],
} as const;

const OF_ALL = {
  method: 'get',
  path: '/events',
  operationId: 'watchRuns',
  tag: 'runs',
  role: 'viewer',
  about: 'pipelines',
  summary: 'Follow all runs',
  description:
    'Server-sent events: `run` (a run that has changed, any pipeline), and `resync` at first and where `Last-Event-ID` is not known any more: read `/api/v1/runs`, what follows goes on ' +
    'from there. A comment comes at least every 15 seconds.',
  headers: eventHeaders,
  responses: { 200: eventContent('Events without an end') },
  problems: [503],
} as const;
