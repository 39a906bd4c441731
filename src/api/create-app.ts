import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context, Hono, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { requestId } from 'hono/request-id';
import { secureHeaders } from 'hono/secure-headers';
import { trimTrailingSlash } from 'hono/trailing-slash';
import type { BlankEnv } from 'hono/types';
import { StevedoreError } from '../contracts/errors.js';
import { auditRoutes } from './access/audit-routes.js';
import { setPipelineOfRun } from './access/assert-about.js';
import { createKeyCheck } from './access/check-key.js';
import { allowOrigins } from './access/allow-origins.js';
import { createFindCaller } from './access/find-caller.js';
import { guardAccess } from './access/guard-access.js';
import { keyRoutes } from './access/key-routes.js';
import { sessionRoutes } from './access/session-routes.js';
import { createSessions } from './access/sessions.js';
import { createAudit, setAudit } from './access/record-audit.js';
import { connectionRoutes } from './connections/routes.js';
import type { ApiDeps } from './deps.js';
import { guardRoutes } from './dump-import/guard-routes.js';
import { importRoutes } from './dump-import/routes.js';
import { stagedRoutes } from './dump-import/staged-routes.js';
import { consoleRoutes } from './console/routes.js';
import { answerError } from './errors.js';
import { hookRoutes } from './hooks/routes.js';
import { healthDetailsRoutes } from './health/details-routes.js';
import { healthRoutes } from './health/routes.js';
import { createDependencyWatch } from './health/watch-dependencies.js';
import { createRequestRecorder } from './metrics/record-requests.js';
import { traceRequests } from './metrics/trace-requests.js';
import { createMetrics } from './metrics/routes.js';
import { databaseRoutes } from './database-sync/database-routes.js';
import { NO_DATABASES } from './database-sync/database-sync-deps.js';
import { dumpRoutes } from './database-sync/dump-routes.js';
import { jobEventRoutes } from './database-sync/job-event-routes.js';
import { jobRoutes } from './database-sync/job-routes.js';
import { syncStartRoutes } from './database-sync/start-routes.js';
import { verifyRoutes } from './maintenance/verify-routes.js';
import { rollbackRoutes } from './pipelines/generations.js';
import { createAlertReader } from './pipelines/read-alerts.js';
import { compareRoutes } from './pipelines/compare-routes.js';
import { examineRoutes } from './pipelines/examine-routes.js';
import { historyRoutes } from './pipelines/history-routes.js';
import { pipelinesRoutes } from './pipelines/routes.js';
import { scheduleRoutes } from './pipelines/schedule-routes.js';
import type { NotificationDeps } from './notifications/notification-deps.js';
import type { ApiDescription } from './reference/describe-api.js';
import { notificationRoutes } from './notifications/routes.js';
import { describeApi } from './reference/describe-api.js';
import { referenceRoutes } from './reference/routes.js';
import { countRequests } from './request/count-requests.js';
import { tellChanges } from './dump-import/tell-changes.js';
import { limitWatchers } from './request/limit-watchers.js';
import { refuseMethod } from './request/refuse-method.js';
import { setStarts } from './request/start-once.js';
import { takeTurns } from './database-sync/take-turns.js';
import { checkRunId } from './runs/check-run-id.js';
import { eventRoutes } from './runs/events/event-routes.js';
import { retryRoutes } from './runs/retry-routes.js';
import { createRunReader } from './runs/read-runs.js';
import { createLostEndRecorder } from './runs/record-lost-ends.js';
import { reportRoutes } from './runs/report-routes.js';
import { runsRoutes } from './runs/routes.js';
import { startRoutes } from './runs/start-routes.js';
import { steerRoutes } from './runs/steer-routes.js';
import { tellEnds } from './runs/tell-ends.js';
import { downloadRoutes } from './table-export/download-routes.js';
import { NO_EXPORTS } from './table-export/export-deps.js';
import { exportRoutes } from './table-export/routes.js';
import { NO_IMPORTS } from './table-import/bulk/import-deps.js';
import { bulkRoutes } from './table-import/bulk/routes.js';
import { projectConnectionRoutes } from './projects/connection-routes.js';
import { projectImportRoutes } from './projects/import-routes.js';
import { projectRoutes } from './projects/project-routes.js';
import { rejectRoutes } from './table-import/reject-routes.js';
import { replayRoutes } from './table-import/replay-routes.js';
import { uploadRoutes } from './table-import/uploads/routes.js';
import { targetRoutes } from './table-import/target-routes.js';
import { syncRoutes } from './table-import/source-sync/routes.js';

/** Without receivers nothing is sent. */
const NOBODY: NotificationDeps = { receivers: [], send: () => Promise.resolve('known'), idOf: () => '' };

/** Those that a full disk stops. */
const foldersOf = ({ worker, sync }: ApiDeps['settings']): Record<string, string> => ({
  ...(worker === undefined ? {} : { work: worker.workFolder }),
  ...(sync === undefined ? {} : { dumps: sync.dumpDirectory }),
});

/** The whole API; it needs no socket: `app.request()` answers. */
export const createApp = (deps: ApiDeps): Hono => {
  const changes = tellChanges();
  const reader = tellEnds(createRunReader(deps), changes.changed);
  const shared = { ...deps, reader, readAlerts: createAlertReader(deps, reader) };
  const app = new OpenAPIHono<BlankEnv>();
  const answer = answerError(deps.logger);
  const requests = countRequests();
  const keys = createKeyCheck(deps.store);
  const { key: configured } = deps.settings.api;
  const find = createFindCaller(configured, keys);
  const sessions = createSessions(deps.store, find, configured);
  const watchers = limitWatchers();
  const version = deps.version ?? 'unreleased';
  const folders = foldersOf(deps.settings);
  const metrics = createMetrics({ version, concurrentRequests: requests.current, watchers, folders });
  const watch = createDependencyWatch(deps);
  // By itself it looks only where somebody says when to stop.
  if (deps.closing !== undefined) deps.closing.addEventListener('abort', watch.begin(), { once: true });
  const audit = createAudit(deps.store, deps.logger);
  const recorder = createRequestRecorder(deps);
  deps.closing?.addEventListener('abort', () => void recorder.flush(), { once: true });
  app.use(
    traceRequests(deps.trace),
    requests.count,
    metrics.measure,
    requestId(),
    recorder.record,
    secureHeaders({ contentSecurityPolicy: POLICY }),
    allowOrigins(deps.settings.api.corsOrigins),
    guardAccess({ configured, find, sessions, origins: deps.settings.api.corsOrigins }),
    async (c, next) => {
      setAudit(c, audit);
      setStarts(c, deps.store.starts);
      setPipelineOfRun(c, async (id) => (await reader.byId(checkRunId(id))).run.pipeline);
      await next();
    },
    refuseMethod(app, answer),
    limitBodies,
  );
  app.use(changes.tell);
  app.route('/api/v1/import', importRoutes({ ...shared, onChange: changes.onChange }));
  app.route('/api/v1/runs', runsRoutes(shared));
  app.route('/api/v1', startRoutes(deps));
  app.route('/api/v1/runs', steerRoutes(shared));
  app.route('/api/v1/runs', reportRoutes(shared));
  app.route('/api/v1/runs', stagedRoutes(shared));
  app.route('/api/v1/runs', retryRoutes(shared));
  app.route('/api/v1/runs', rejectRoutes(shared));
  app.route('/api/v1/runs', replayRoutes(shared));
  app.route('/api/v1', eventRoutes({ ...shared, watchers }));
  app.route('/api/v1/pipelines', pipelinesRoutes(shared));
  app.route('/api/v1/pipelines', rollbackRoutes(deps));
  app.route('/api/v1/keys', keyRoutes({ ...deps, keys }));
  app.route('/api/v1', sessionRoutes(sessions));
  app.route('/api/v1/pipelines', scheduleRoutes(deps));
  app.route('/api/v1/pipelines', compareRoutes(deps));
  app.route('/api/v1/pipelines', guardRoutes(deps));
  app.route('/api/v1/pipelines', historyRoutes(deps));
  app.route('/api/v1/pipelines', verifyRoutes(deps));
  app.route('/api/v1/pipelines', examineRoutes(deps));
  app.route('/api/v1/connections', connectionRoutes(deps));
  app.route('/api/v1/audit', auditRoutes(deps));
  const imports = deps.imports ?? NO_IMPORTS;
  app.route('/v1', bulkRoutes({ ...shared, imports }));
  app.route('/api/v1/uploads', uploadRoutes({ ...shared, imports }));
  app.route('/api/v1', targetRoutes({ ...shared, imports }));
  app.route('/api/v1/notifications', notificationRoutes({ ...deps, notifications: deps.notifications ?? NOBODY }));
  const exports = deps.exports ?? NO_EXPORTS;
  app.route('/v1', exportRoutes({ ...shared, exports }));
  app.route('/', downloadRoutes({ ...shared, exports }));
  app.route('/api/v1/hooks', hookRoutes(deps, 'callPipelineHook'));
  app.route('/hooks', hookRoutes(deps, 'callHook'));
  const health = { ...shared, watch, version, concurrentRequests: requests.current };
  app.route('/health', healthRoutes(health));
  app.route('/api/v1/health', healthDetailsRoutes({ ...health, folders, watchers }));
  const { projects } = deps;
  if (projects !== undefined) {
    app.route('/', projectConnectionRoutes({ ...shared, projects }));
    app.route('/', projectRoutes({ ...shared, projects }));
    app.route('/', projectImportRoutes({ ...shared, projects }));
  }
  const syncing = deps.syncing ?? NO_DATABASES;
  app.route('/api/databases', databaseRoutes({ ...shared, syncing }));
  const turns = takeTurns();
  app.route('/api/sync/dumps', dumpRoutes({ ...syncing, turns }));
  app.route('/api/sync', syncStartRoutes({ ...deps, syncing, turns }));
  app.route('/api/jobs', jobRoutes(shared));
  app.route('/api/jobs', jobEventRoutes({ ...shared, watchers }));
  app.use('/console/*', trimTrailingSlash());
  if (deps.console !== undefined) app.route('/', consoleRoutes(deps.console));
  app.route('/v1/sync', syncRoutes({ ...shared, syncs: deps.syncs }));
  app.route(
    '/',
    metrics.routes({ ...shared, runsWithoutEnd: createLostEndRecorder({ ...shared, waitMs: SCRAPE_WAIT_MS }) }),
  );
  let description: ApiDescription | undefined;
  app.route(
    '/',
    referenceRoutes(() => (description ??= describeApi(app, version))),
  );
  app.notFound((c) => {
    const path = c.req.path.slice(0, 200);
    return answer(
      new StevedoreError('ROUTE_UNKNOWN', `Cannot answer "${c.req.method} ${path}": there is no such route`),
      c,
    );
  });
  app.onError(answer);
  return app;
};

/** How long a reading of the metrics waits for ends that are recorded: receivers may be told slowly. */
const SCRAPE_WAIT_MS = 800;

/** Pages of ours load from this server only, and run no script that stands within a page. */
const POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
};

const MAX_BODY_BYTES = 64 * 1024;

const smallBody = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: () => {
    throw new HTTPException(413, { message: 'Cannot accept the request: its body is larger than 64 KiB; send less' });
  },
});

/** A project may name hundreds of tables, and an import as many columns. */
const projectBody = bodyLimit({ maxSize: 1_048_576 });

/** Whoever calls a hook sends what it sends to others too. */
const hookBody = bodyLimit({ maxSize: 1_048_576 });

/** Uploads are limited by the routes that take them. */
const UPLOADS = ['/v1/imports', '/api/sync/import', '/api/v1/uploads'];

/** A request of JSON says what to take; it is no upload. */
const isJson = (c: Context): boolean =>
  c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase() === 'application/json';

const limitBodies: MiddlewareHandler = (c, next) => {
  if (UPLOADS.includes(c.req.path) && !isJson(c)) return next();
  if (/^(?:\/api\/v1)?\/hooks\//.test(c.req.path)) return hookBody(c, next);
  return /^\/(?:projects|api\/v1\/uploads)(?:\/|$)/.test(c.req.path) ? projectBody(c, next) : smallBody(c, next);
};
