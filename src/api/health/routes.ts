import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { ApiDeps } from '../deps.js';
import { alertKind } from '../pipelines/alert-kind.js';
import type { ReadAlerts } from '../pipelines/read-alerts.js';
import { endpoint } from '../request/endpoint.js';
import { count, list, time } from '../request/fields.js';
import { inTime } from '../request/in-time.js';
import { jsonAnswer } from '../request/json-answer.js';

const checked = z.enum(['ok', 'failed']);

const readySchema = z
  .object({
    status: z.enum(['ready', 'not_ready']),
    alerts: list(z.object({ pipeline: z.string(), kind: alertKind, since: time })).describe(
      'Problems that do not prevent readiness; names and times only',
    ),
    checks: z.object({ temporal: checked, worker: checked, store: checked }),
  })
  .openapi('Readiness');

const healthSchema = z
  .object({
    status: z.enum(['healthy', 'unhealthy']),
    version: z.string(),
    checks: z.object({ temporal: checked, store: checked }),
  })
  .openapi('Health');

export type ReadyJson = z.infer<typeof readySchema>;

/**
 * `live`: this process answers. `ready`: Temporal and the store answer and a worker is alive; 503 names what is
 * missing. `load`: how many requests it is serving.
 */
export const healthRoutes = ({
  runs,
  store,
  logger,
  settings,
  readAlerts,
  concurrentRequests,
  version,
}: HealthDeps): OpenAPIHono => {
  const app = new OpenAPIHono();

  endpoint(app, HEALTH, async (c) => {
    const [temporal, stored] = await Promise.all([
      runs.ping().then(
        () => 'ok' as const,
        () => 'failed' as const,
      ),
      inTime(store.ping()).then(
        () => 'ok' as const,
        () => 'failed' as const,
      ),
    ]);
    const isHealthy = temporal === 'ok' && stored === 'ok';
    c.header('cache-control', 'no-store');
    const body = { status: isHealthy ? ('healthy' as const) : ('unhealthy' as const), version };
    return c.json({ ...body, checks: { temporal, store: stored } }, isHealthy ? 200 : 503);
  });

  endpoint(app, LIVE, (c) => c.json({ status: 'live' as const }, 200));

  endpoint(app, LOAD, (c) => {
    c.header('cache-control', 'no-store');
    return c.json({ concurrent_requests: concurrentRequests() }, 200);
  });

  endpoint(app, READY, async (c) => {
    const check = async (what: string, holds: Promise<boolean>): Promise<'ok' | 'failed'> => {
      try {
        return (await holds) ? 'ok' : 'failed';
      } catch (err) {
        logger.warn({ err, check: what }, `Not ready: "${what}" fails`);
        return 'failed';
      }
    };
    const amiss = Promise.all(
      settings.pipelines.map(async (pipeline) =>
        (await readAlerts(pipeline).catch(() => [])).map(({ kind, since }) => ({
          pipeline: pipeline.name,
          kind,
          since,
        })),
      ),
    );
    const [temporal, worker, stored] = await Promise.all([
      check(
        'temporal',
        runs.ping().then(() => true),
      ),
      check(
        'worker',
        runs.workers().then((workers) => workers.length > 0),
      ),
      check(
        'store',
        inTime(store.ping()).then(() => true),
      ),
    ]);
    const ready = [temporal, worker, stored].every((state) => state === 'ok');
    const body: ReadyJson = {
      status: ready ? 'ready' : 'not_ready',
      alerts: (await amiss).flat(),
      checks: { temporal, worker, store: stored },
    };
    c.header('cache-control', 'no-store');
    return c.json(body, ready ? 200 : 503);
  });

  return app;
};

type HealthDeps = Pick<ApiDeps, 'runs' | 'store' | 'logger' | 'settings'> & {
  readonly readAlerts: ReadAlerts;
  readonly concurrentRequests: () => number;
  readonly version: string;
};

const health = { method: 'get', tag: 'health', role: 'open' } as const;

const HEALTH = {
  ...health,
  path: '/',
  operationId: 'readHealth',
  summary: 'Whether imports can be asked for: Temporal and the store answer',
  responses: {
    200: jsonAnswer(healthSchema, 'They do'),
    503: jsonAnswer(healthSchema, 'One of them does not'),
  },
} as const;

const LIVE = {
  ...health,
  path: '/live',
  operationId: 'isLive',
  summary: 'Whether this process answers',
  responses: { 200: jsonAnswer(z.object({ status: z.literal('live') }), 'It does') },
} as const;

const LOAD = {
  ...health,
  path: '/load',
  operationId: 'readLoad',
  summary: 'How many requests this process is serving; used by the load gate',
  responses: {
    200: jsonAnswer(
      z.object({ concurrent_requests: count.describe('Requests being served now, without those for `/health`') }),
      'Its load',
    ),
  },
} as const;

const READY = {
  ...health,
  path: '/ready',
  operationId: 'isReady',
  summary: 'Whether Temporal and the store answer and a worker is alive',
  responses: { 200: jsonAnswer(readySchema, 'All three'), 503: jsonAnswer(readySchema, 'What is missing') },
} as const;
