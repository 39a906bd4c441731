import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { requestId } from 'hono/request-id';
import { secureHeaders } from 'hono/secure-headers';
import type { ApiDeps } from './deps.js';
import { StevedoreError } from '../contracts/errors.js';
import { countRequests } from './request/count-requests.js';
import { answerError } from './errors.js';
import { guardAccess } from './access/guard-access.js';
import { healthRoutes } from './health/routes.js';
import { importRoutes } from './dump-import/routes.js';
import { pipelinesRoutes } from './pipelines/routes.js';
import { rollbackRoutes } from './pipelines/generations.js';
import { createAlertReader } from './pipelines/read-alerts.js';
import { createRunReader } from './runs/read-runs.js';
import { runsRoutes } from './runs/routes.js';

/** The whole API; it needs no socket: `app.request()` answers. */
export const createApp = (deps: ApiDeps): Hono => {
  const reader = createRunReader(deps);
  const shared = { ...deps, reader, readAlerts: createAlertReader(deps, reader) };
  const app = new Hono();
  const requests = countRequests();
  app.use(requests.count, requestId(), secureHeaders(), guardAccess(deps.settings.api.key), bodyLimit({ maxSize: MAX_BODY_BYTES }));
  app.route('/api/v1/import', importRoutes(shared));
  app.route('/api/v1/runs', runsRoutes(shared));
  app.route('/api/v1/pipelines', pipelinesRoutes(shared));
  app.route('/api/v1/pipelines', rollbackRoutes(deps));
  app.route('/health', healthRoutes({ ...shared, concurrentRequests: requests.current }));
  app.notFound((c) => {
    const path = c.req.path.slice(0, 200);
    return answer(new StevedoreError('ROUTE_UNKNOWN', `Answering "${c.req.method} ${path}": there is no such route`), c);
  });
  const answer = answerError(deps.logger);
  app.onError(answer);
  return app;
};

const MAX_BODY_BYTES = 64 * 1024;
