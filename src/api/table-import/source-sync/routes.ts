import { randomUUID } from 'node:crypto';
import { OpenAPIHono, z } from '@hono/zod-openapi';
import { StevedoreError } from '../../../contracts/errors.js';
import { callerOf } from '../../access/caller.js';
import { endpoint } from '../../request/endpoint.js';
import { count } from '../../request/fields.js';
import { jsonAnswer } from '../../request/json-answer.js';
import { onceOf } from '../../request/start-once.js';
import type { SettleDeps } from './settle-sync.js';
import { settleSync } from './settle-sync.js';
import { startPending } from './start-pending.js';
import { scheduleSync } from './start-sync.js';
import type { SyncDeps } from './sync-deps.js';
import { envelope, statsSchema, syncProblem, syncSchema, triggerSchema } from './sync-schema.js';

type RouteDeps = Omit<SettleDeps, 'syncs'> & { readonly syncs: SyncDeps | undefined };

/** `/v1/sync`, as seed 004 has it. */
export const syncRoutes = (deps: RouteDeps): OpenAPIHono => {
  const app = new OpenAPIHono();
  const configured = (): SettleDeps => {
    if (deps.syncs !== undefined) return { ...deps, syncs: deps.syncs };
    throw new StevedoreError(
      'SYNC_DISABLED',
      'Cannot sync: the configuration has no "source_sync", which says what database sources are synced into; add it',
    );
  };
  const now = () => ({ timestamp: new Date().toISOString() });

  endpoint(app, STATS, async (c) => {
    const stats = await configured().syncs.runs.stats();
    const total = Object.values(stats).reduce((sum, runs) => sum + runs, 0);
    return c.json({ success: true as const, data: { total, ...stats }, ...now() }, 200);
  });

  endpoint(app, READ, async (c, { params }) => {
    const known = configured();
    const { runs } = known.syncs;
    const id = /^[1-9]\d{0,14}$/.test(params.syncRunId) ? Number(params.syncRunId) : undefined;
    const found = id === undefined ? undefined : await runs.get(id);
    if (id === undefined || found === undefined) {
      const named = params.syncRunId.slice(0, 100);
      throw new StevedoreError('SYNC_UNKNOWN', `Cannot find the sync run "${named}": it is unknown`);
    }
    const settled = found.status === 'in_progress' && (await settleSync(known, found));
    const sync = settled ? ((await runs.get(id)) ?? found) : found;
    const errors = await runs.errorsOf(id);
    const { metadata } = sync;
    const data = {
      syncRunId: id,
      status: sync.status,
      itemsProcessed: sync.itemsProcessed,
      itemsFailed: sync.itemsFailed,
      itemsSkipped: sync.itemsSkipped,
      errors: errors.map(({ type, message }) => ({ type, message })),
      ...(metadata.dry_run === true ? { dryRun: true as const } : {}),
      ...(metadata.warnings === undefined ? {} : { warnings: metadata.warnings }),
    };
    if (sync.runId !== undefined) c.header('link', `</api/v1/runs/${sync.runId}>; rel="run"`);
    return c.json({ success: true as const, data, ...now() }, 200);
  });

  endpoint(app, TRIGGER, async (c, { body }) => {
    const syncRunId = await scheduleSync(configured(), onceOf(c)?.id ?? randomUUID(), body, callerOf(c).name);
    c.header('location', `/v1/sync/${syncRunId}`);
    const message = 'Sync scheduled successfully';
    return c.json({ success: true as const, data: { syncRunId }, message, ...now() }, 202);
  });

  endpoint(app, RESUME, async (c) => {
    const known = configured();
    await known.syncs.runs.reopen('unexplained');
    await startPending(known, callerOf(c).name);
    return c.json({ success: true as const, message: 'Pending syncs resumed', ...now() }, 200);
  });

  endpoint(app, RETRY, async (c) => {
    const known = configured();
    const reopened = await known.syncs.runs.reopen('healable');
    await startPending(known, callerOf(c).name);
    return c.json({ success: true as const, data: { reopened }, ...now() }, 200);
  });

  endpoint(app, CLEANUP, async (c, { body }) => {
    const { syncs, store } = configured();
    const deleted = await syncs.runs.forget(body.days * DAY_MS, (job) => store.definitions.remove(job));
    return c.json({ success: true as const, data: { deleted }, ...now() }, 200);
  });

  endpoint(app, CLEANUP_CONTENT, async (c, { body }) => {
    const deleted = await configured().syncs.runs.forgetContent(body.days * DAY_MS);
    return c.json({ success: true as const, data: { deleted }, ...now() }, 200);
  });

  return app;
};

const DAY_MS = 86_400_000;

const ofSyncs = { tag: 'syncs', problemAs: { type: 'application/json', schema: syncProblem } } as const;
const message = { message: z.string() };

const STATS = {
  ...ofSyncs,
  method: 'get',
  path: '/stats',
  operationId: 'countSyncs',
  role: 'viewer',
  summary: 'Count the syncs by their status',
  responses: { 200: jsonAnswer(envelope({ data: statsSchema }), 'How many there are') },
  problems: [409, 503],
} as const;

const READ = {
  ...ofSyncs,
  method: 'get',
  path: '/{syncRunId}',
  operationId: 'readSync',
  role: 'viewer',
  summary: 'Read a sync',
  params: z.object({ syncRunId: z.string() }),
  responses: {
    200: jsonAnswer(envelope({ data: syncSchema }), 'The sync', { link: 'Its run as `rel="run"`, once it has begun' }),
  },
  problems: [404, 409, 503],
} as const;

const TRIGGER = {
  ...ofSyncs,
  method: 'post',
  path: '/trigger',
  operationId: 'triggerSync',
  role: 'operator',
  once: 'by header',
  summary: 'Sync a source',
  description: 'Credentials in `options.auth` are kept encrypted, and shown to nobody.',
  body: triggerSchema,
  responses: {
    202: jsonAnswer(envelope({ data: z.object({ syncRunId: z.int() }), ...message }), 'It is scheduled', {
      location: "The sync's address",
    }),
  },
  problems: [409, 503],
} as const;

const RESUME = {
  ...ofSyncs,
  method: 'post',
  path: '/resume',
  operationId: 'resumeSyncs',
  role: 'operator',
  summary: 'Start the syncs that are pending, and those that somebody has ended by SQL',
  responses: { 200: jsonAnswer(envelope(message), 'They are started') },
  problems: [409, 503],
} as const;

const RETRY = {
  ...ofSyncs,
  method: 'post',
  path: '/retry',
  operationId: 'retrySyncs',
  role: 'operator',
  summary: 'Run failed syncs again that a repeat may heal, as source_sync.retry_schedule does',
  responses: { 200: jsonAnswer(envelope({ data: z.object({ reopened: count }) }), 'How many run again') },
  problems: [409, 503],
} as const;

const days = z.strictObject({ days: z.int().min(0).max(36_500) });
const deleted = (what: string) => jsonAnswer(envelope({ data: z.object({ deleted: count }) }), what);

const CLEANUP = {
  ...ofSyncs,
  method: 'post',
  path: '/cleanup',
  operationId: 'cleanUpSyncs',
  role: 'admin',
  summary: 'Forget syncs that ended so many days ago',
  body: days,
  responses: { 200: deleted('How many were forgotten') },
  problems: [409, 503],
} as const;

const CLEANUP_CONTENT = {
  ...ofSyncs,
  method: 'post',
  path: '/content/cleanup',
  operationId: 'cleanUpContent',
  role: 'admin',
  summary: 'Delete content that no sync has seen for so many days',
  body: days,
  responses: { 200: deleted('How many rows were deleted') },
  problems: [409, 503],
} as const;
