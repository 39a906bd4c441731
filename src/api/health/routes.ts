import { Hono } from 'hono';
import type { ApiDeps } from '../deps.js';
import type { PipelineAlert } from '../pipelines/pipeline-alerts.js';
import type { ReadAlerts } from '../pipelines/read-alerts.js';
import { inTime } from '../runs/read-runs.js';

export interface ReadyJson {
  readonly status: 'ready' | 'not_ready';
  /** What is amiss although this is ready; names and times only. */
  readonly alerts: readonly { readonly pipeline: string; readonly kind: PipelineAlert['kind']; readonly since: string }[];
  readonly checks: Readonly<Record<'temporal' | 'worker' | 'store', 'ok' | 'failed'>>;
}

/** How many requests this process answers now, without those for `/health`; the load gate asks for it. */
export interface LoadJson {
  readonly concurrent_requests: number;
}

/**
 * `live`: this process answers. `ready`: Temporal and the store answer and a worker is up; 503 says which is missing. `load`: how much it
 * has to do.
 */
export const healthRoutes = ({ runs, store, logger, settings, readAlerts, concurrentRequests }: HealthDeps) =>
  new Hono()
    .get('/live', (c) => c.json({ status: 'live' }))
    .get('/load', (c) => {
      const body: LoadJson = { concurrent_requests: concurrentRequests() };
      c.header('cache-control', 'no-store');
      return c.json(body);
    })
    .get('/ready', async (c) => {
      const check = async (what: string, holds: Promise<boolean>): Promise<'ok' | 'failed'> => {
        try {
          return (await holds) ? 'ok' : 'failed';
        } catch (err) {
          logger.warn({ err, check: what }, `Checking readiness: "${what}" fails`);
          return 'failed';
        }
      };
      const amiss = Promise.all(
        settings.pipelines.map(async (pipeline) =>
          (await readAlerts(pipeline).catch(() => [])).map(({ kind, since }) => ({ pipeline: pipeline.name, kind, since })),
        ),
      );
      const [temporal, worker, stored] = await Promise.all([
        check('temporal', runs.ping().then(() => true)),
        check('worker', runs.workers().then((workers) => workers.length > 0)),
        check('store', inTime(store.ping()).then(() => true)),
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

type HealthDeps = Pick<ApiDeps, 'runs' | 'store' | 'logger' | 'settings'> & {
  readonly readAlerts: ReadAlerts;
  readonly concurrentRequests: () => number;
};
