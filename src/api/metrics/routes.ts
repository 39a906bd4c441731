import { OpenAPIHono, z } from '@hono/zod-openapi';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { MiddlewareHandler } from 'hono';
import { endpoint } from '../request/endpoint.js';
import type { WatcherLimit } from '../request/limit-watchers.js';
import { shareReadings } from '../request/share-readings.js';
import { folderMetrics } from './folder-metrics.js';
import { installationMetrics } from './installation-metrics.js';
import { measureRequests } from './measure-requests.js';
import { createStepReader } from './step-seconds.js';
import type { StateDeps } from './read-installation-state.js';
import { readInstallationState } from './read-installation-state.js';

export interface MetricsDeps {
  readonly version: string;
  readonly concurrentRequests: () => number;
  readonly watchers: WatcherLimit;
  /** Folders of this machine whose disk is told, by name. */
  readonly folders: Readonly<Record<string, string>>;
}

export interface Metrics {
  /** Mount it before every route. */
  readonly measure: MiddlewareHandler;
  /** `/metrics`, for Prometheus. */
  readonly routes: (deps: Omit<StateDeps, 'stepsOf'>) => OpenAPIHono;
}

/** The metrics of one application; the process's own are among them. */
export const createMetrics = ({ version, concurrentRequests, watchers, folders }: MetricsDeps): Metrics => {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({ name: 'stevedore_build_info', help: 'Always 1', labelNames: ['version'], registers }).set({ version }, 1);
  new Gauge({
    name: 'stevedore_http_requests_in_progress',
    help: 'Requests being served now, without those for /health',
    registers,
    collect() {
      this.set(concurrentRequests());
    },
  });
  new Gauge({
    name: 'stevedore_event_watchers',
    help: 'Streams of events that are open',
    registers,
    collect() {
      this.set(watchers.watching());
    },
  });
  new Counter({
    name: 'stevedore_event_watchers_refused_total',
    help: 'Streams of events that were refused because too many were open',
    registers,
    collect() {
      this.reset();
      this.inc(watchers.refused());
    },
  });
  folderMetrics(registry, folders);
  const measure = measureRequests(registry);
  const show = installationMetrics(registry);
  const share = shareReadings<string>();
  return {
    measure,
    routes: (deps) => {
      const app = new OpenAPIHono();
      const stepsOf = createStepReader(deps.store.logs);
      endpoint(app, METRICS, async (c) => {
        const text = await share('', async () => {
          show(await readInstallationState({ ...deps, stepsOf }));
          return registry.metrics();
        });
        return c.text(text, 200, { 'content-type': registry.contentType, 'cache-control': 'no-store' });
      });
      return app;
    },
  };
};

const METRICS = {
  method: 'get',
  path: '/metrics',
  operationId: 'readMetrics',
  tag: 'health',
  role: 'viewer',
  summary: 'Metrics for Prometheus',
  description:
    'Counts and times of runs are read from the store and from Temporal, so they survive a restart; a metric whose source does not answer has no samples.',
  responses: { 200: { description: 'Prometheus text', content: { 'text/plain': { schema: z.string() } } } },
} as const;
