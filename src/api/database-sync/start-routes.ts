import { randomUUID } from 'node:crypto';
import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { DatabaseSyncInput, SyncBackup } from '../../contracts/database-sync/input.js';
import { STANDARD_DATABASE_SYNC } from '../../contracts/database-sync/names.js';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import { askedBy } from '../access/asked-by.js';
import { callerOf } from '../access/caller.js';
import { noteForAudit } from '../access/record-audit.js';
import type { ApiDeps } from '../deps.js';
import { assertEnabled, findPipelineOf } from '../pipelines/find-pipeline.js';
import { endpoint } from '../request/endpoint.js';
import { by } from '../request/fields.js';
import { jsonAnswer } from '../request/json-answer.js';
import { onceHeaders } from '../request/once-fields.js';
import { onceOf, startOnce } from '../request/start-once.js';
import type { Turns } from './take-turns.js';
import type { DatabaseSyncDeps } from './database-sync-deps.js';
import { findDump } from './dump-routes.js';
import { findDatabase } from './find-database.js';
import { startedJob } from './job-schema.js';
import { keepUpload } from './keep-upload.js';
import type { AskedImport } from './receive-import.js';
import { databaseName as database, namedImport, receiveImport } from './receive-import.js';

type StartDeps = Pick<ApiDeps, 'runs' | 'settings'> & { readonly syncing: DatabaseSyncDeps; readonly turns: Turns };

/** `/api/sync`: starts of exports, imports and syncs, as seed 003 has them. */
export const syncStartRoutes = ({ runs, settings, syncing, turns }: StartDeps): OpenAPIHono => {
  const app = new OpenAPIHono();
  const { dumps, host } = syncing;

  /** Throws PIPELINE_DISABLED, CONNECTION_UNKNOWN, PIPELINE_UNKNOWN and DESTINATION_REFUSED. */
  const assertMayStart = (name: string, destination?: string): void => {
    const { refusal } = destination === undefined ? {} : findDatabase(syncing, destination);
    if (refusal !== undefined)
      throw new StevedoreError('DESTINATION_REFUSED', `Cannot write into "${destination ?? ''}": ${refusal}`);
    assertEnabled(findPipelineOf('database-sync', settings.pipelines, name), settings);
  };

  const start = async (c: Context, pipeline: string, asked: Asked) => {
    const { by: who = 'api', ...fields } = asked;
    const once = onceOf(c);
    const input: DatabaseSyncInput = { kind: 'database-sync', pipeline, trigger: 'api', by: who, ...fields };
    const { runId } = await runs.start(input, once);
    c.header('location', `/api/jobs/${runId}`);
    return { job_id: runId, status: 'pending' as const };
  };

  endpoint(app, EXPORT, async (c, { body: { database, ...asked } }) => {
    findDatabase(syncing, database);
    assertMayStart(STANDARD_DATABASE_SYNC);
    const job = onceOf(c)?.id ?? randomUUID();
    return c.json(await start(c, STANDARD_DATABASE_SYNC, { ...defined(asked), source: database, job, host }), 202);
  });

  endpoint(app, SYNC, async (c, { body: { source, destination, schemas: only, by: who } }) => {
    findDatabase(syncing, source);
    if (source === destination)
      throw new StevedoreError('REQUEST_INVALID', 'Cannot copy a database into itself; name another destination');
    assertMayStart(destination, destination);
    return c.json(await start(c, destination, { source, destination, ...defined({ by: who, schemas: only }) }), 202);
  });

  endpoint(app, IMPORT, async (c, { query }) => {
    const assertMayImport = (database: string) => assertMayStart(database, database);
    const { from, database, backup, ...asked } = await receiveImport(c, query, { syncing, assertMayImport });
    const { by: who } = askedBy(callerOf(c), defined({ by: asked.by }), true) as { readonly by?: string };
    const fields = { destination: database, host, backup: backupOf(backup), ...defined({ by: who }) };
    const act = async () => {
      const { file, isNew } = 'file' in from ? { ...from, isNew: false } : await keepUpload(from, syncing, onceOf(c));
      noteForAudit(c, { name: `${file} into ${database}` });
      return turns(file, async () => {
        await findDump(dumps, file);
        const started = await start(c, database, { file, ...fields }).catch(async (error: unknown) => {
          if (isNew && hasStartedNothing(error)) await dumps.remove(file);
          throw error;
        });
        return c.json({ ...started, file }, 202);
      });
    };
    // Two of one idempotency key have one dump: what the first one removes, the second one finds gone, and has its own.
    const actInTurn = () => {
      const once = onceOf(c);
      return once === undefined ? act() : turns(once.id, act);
    };
    const what = 'file' in from ? from.file : from.upload.sha256;
    noteForAudit(c, { name: `${'file' in from ? what : 'an upload'} into ${database}` });
    const said = { database, backup, file: what, ...defined({ idempotency_key: asked.idempotencyKey }) };
    try {
      return (await startOnce(c, said, actInTurn)) as never;
    } finally {
      // What has become a dump is no upload any more.
      if ('upload' in from) await syncing.uploads.discard(from.upload);
    }
  });

  return app;
};

type Asked = Partial<Omit<DatabaseSyncInput, 'kind' | 'pipeline' | 'trigger' | 'action'>>;

/** A server that did not answer may have started the run all the same: its dump stays until it is old. */
const hasStartedNothing = (error: unknown): boolean =>
  isStevedoreError(error) && ['RUN_ALREADY_RUNNING', 'TEMPORAL_REFUSED'].includes(error.code);

const backupOf = (backup: AskedImport['backup']): SyncBackup => (backup === 'file' ? 'file' : backup ? 'keep' : 'drop');

/** Without what is undefined. */
const defined = <T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

const schemas = z
  .array(z.string().min(1))
  .min(1)
  .max(1_000)
  .optional()
  .describe("Only these; default: all but those of this program and of the database's platform");
const LOCATION = { location: "The job's address" };

const starts = {
  method: 'post',
  tag: 'databases',
  role: 'operator',
  responses: { 202: jsonAnswer(startedJob, 'It will be done', LOCATION) },
  problems: [404, 409, 503],
} as const;

const EXPORT = {
  ...starts,
  path: '/export',
  operationId: 'exportDatabase',
  once: 'by header or body',
  summary: 'Export a database to a dump',
  body: z.strictObject({
    database,
    schemas,
    tables: z.array(z.string().min(1)).min(1).max(10_000).optional().describe('`schema.table`; default: all'),
    format: z.enum(['copy', 'inserts']).optional().describe('How rows are written; default: `copy`'),
    compress: z.boolean().optional().describe('Default: true'),
    by,
  }),
} as const;

const SYNC = {
  ...starts,
  path: '/',
  operationId: 'syncDatabases',
  once: 'by header or body',
  summary: 'Copy a database into another one',
  description: 'What is live in the destination stays until the copy is proved, and then as the generation before.',
  body: z.strictObject({ source: database, destination: database, schemas, by }),
} as const;

const binary = { schema: z.string().min(1).openapi({ format: 'binary' }) } as const;

const said = {
  database: database.optional(),
  backup: z.enum(['true', 'false', 'file']).optional().describe('As in the body of JSON; default: `true`'),
  by,
};

const IMPORT = {
  ...starts,
  path: '/import',
  operationId: 'importDatabase',
  summary: 'Put a dump live',
  description:
    'A dump of the list, named in JSON; or a file, as the body itself or as a form with the part `file`. Nothing of it is executed before it has been checked. An upload that is cut off, or refused, leaves nothing.',
  query: z.object({
    ...said,
    filename: z.string().max(255).optional().describe('Of an upload: what its dump is named by'),
  }),
  headers: onceHeaders,
  upload: {
    'application/json': { schema: namedImport },
    'multipart/form-data': { schema: z.object({ ...said, file: binary.schema }) },
    'application/sql': binary,
    'application/gzip': binary,
    'application/octet-stream': binary,
  },
  responses: {
    202: jsonAnswer(startedJob, 'It will be put live', LOCATION),
    200: jsonAnswer(startedJob, 'It had begun: the request is a repeat', {
      ...LOCATION,
      'idempotent-replayed': '`true`',
    }),
  },
} as const;
