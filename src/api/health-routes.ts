import { Hono } from 'hono';
import type { ApiDeps } from './deps.js';
import { inTime } from './read-runs.js';

export interface ReadyJson {
  readonly status: 'ready' | 'not_ready';
  readonly checks: Readonly<Record<'temporal' | 'worker' | 'store', 'ok' | 'failed'>>;
}

/** `live`: this process answers. `ready`: Temporal and the store answer and a worker is up; 503 says which is missing. */
export const healthRoutes = ({ runs, store, logger }: Pick<ApiDeps, 'runs' | 'store' | 'logger'>) =>
  new Hono()
    .get('/live', (c) => c.json({ status: 'live' }))
    .get('/ready', async (c) => {
      const check = async (what: string, holds: Promise<boolean>): Promise<'ok' | 'failed'> => {
        try {
          return (await holds) ? 'ok' : 'failed';
        } catch (err) {
          logger.warn({ err, check: what }, `Checking readiness: "${what}" fails`);
          return 'failed';
        }
      };
      const [temporal, worker, stored] = await Promise.all([
        check('temporal', runs.ping().then(() => true)),
        check('worker', runs.workersUp()),
        check('store', inTime(store.ping()).then(() => true)),
      ]);
      const ready = [temporal, worker, stored].every((state) => state === 'ok');
      const body: ReadyJson = {
        status: ready ? 'ready' : 'not_ready',
        checks: { temporal, worker, store: stored },
      };
      c.header('cache-control', 'no-store');
      return c.json(body, ready ? 200 : 503);
    });
