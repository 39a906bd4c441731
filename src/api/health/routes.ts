import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { ApiDeps } from '../deps.js';
import { alertKind } from '../pipelines/alert-kind.js';
import type { ReadAlerts } from '../pipelines/read-alerts.js';
import { endpoint } from '../request/endpoint.js';
import { count, list, time } from '../request/fields.js';
import { jsonAnswer } from '../request/json-answer.js';
import type { Dependency } from './dependencies.js';
import { DEPENDENCIES, EFFECTS } from './dependencies.js';
import type { DependencyWatch, Found } from './watch-dependencies.js';

const checked = z.enum(['ok', 'failed']);

const away = list(
  z.object({
    name: z.enum(DEPENDENCIES),
    since: time.describe('When this server first saw it'),
    stops: z.string().describe('What does not work meanwhile'),
    still_works: z.string(),
  }),
).describe('What is away; a target that is does not prevent readiness');

const readySchema = z
  .object({
    status: z.enum(['ready', 'not_ready']),
    alerts: list(z.object({ pipeline: z.string(), kind: alertKind, since: time })).describe(
      'Problems that do not prevent readiness; names and times only',
    ),
    checks: z.object({ temporal: checked, worker: checked, store: checked }),
    away,
  })
  .openapi('Readiness');

const healthSchema = z
  .object({
    status: z.enum(['healthy', 'unhealthy']),
    version: z.string(),
    checks: z.object({ temporal: checked, store: checked }),
    away,
  })
  .openapi('Health');

export type ReadyJson = z.infer<typeof readySchema>;

/**
 * `live`: this process answers. `ready`: Temporal and the store answer and a worker is alive; 503 names what is
 * missing. `load`: how many requests it is serving.
 */
export const healthRoutes = ({ watch, settings, readAlerts, concurrentRequests, version }: HealthDeps): OpenAPIHono => {
  const app = new OpenAPIHono();

  endpoint(app, HEALTH, async (c) => {
    const found = await watch.look();
    const checks = { temporal: checkOf(found, 'temporal'), store: checkOf(found, 'store') };
    const isHealthy = checks.temporal === 'ok' && checks.store === 'ok';
    c.header('cache-control', 'no-store');
    const status = isHealthy ? ('healthy' as const) : ('unhealthy' as const);
    return c.json({ status, version, checks, away: awayOf(found) }, isHealthy ? 200 : 503);
  });

  endpoint(app, LIVE, (c) => c.json({ status: 'live' as const }, 200));

  endpoint(app, LOAD, (c) => {
    c.header('cache-control', 'no-store');
    return c.json({ concurrent_requests: concurrentRequests() }, 200);
  });

  endpoint(app, READY, async (c) => {
    const amiss = Promise.all(
      settings.pipelines.map(async (pipeline) =>
        (await readAlerts(pipeline).catch(() => [])).map(({ kind, since }) => ({
          pipeline: pipeline.name,
          kind,
          since,
        })),
      ),
    );
    const found = await watch.look();
    const checks = {
      temporal: checkOf(found, 'temporal'),
      worker: checkOf(found, 'worker'),
      store: checkOf(found, 'store'),
    };
    const ready = Object.values(checks).every((state) => state === 'ok');
    const body: ReadyJson = {
      status: ready ? 'ready' : 'not_ready',
      alerts: (await amiss).flat(),
      checks,
      away: awayOf(found),
    };
    c.header('cache-control', 'no-store');
    return c.json(body, ready ? 200 : 503);
  });

  return app;
};

/** Names, times and standing texts only: whoever asks sees it. */
const awayOf = ({ states }: Found): ReadyJson['away'] =>
  states.flatMap(({ name, since }) => {
    const { stops, stillWorks } = EFFECTS[name];
    return since === undefined ? [] : [{ name, since, stops, still_works: stillWorks }];
  });

const checkOf = ({ states }: Found, of: Dependency): 'ok' | 'failed' =>
  states.some(({ name, state }) => name === of && state === 'ok') ? 'ok' : 'failed';

type HealthDeps = Pick<ApiDeps, 'settings'> & {
  readonly watch: Pick<DependencyWatch, 'look'>;
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
