import { OpenAPIHono, z } from '@hono/zod-openapi';
import { shownOf } from '../connections/shown-of.js';
import type { ApiDeps } from '../deps.js';
import { endpoint } from '../request/endpoint.js';
import { by, count, list } from '../request/fields.js';
import { jsonAnswer } from '../request/json-answer.js';
import type { DatabaseSyncDeps } from './database-sync-deps.js';
import { findDatabase } from './find-database.js';

type DatabaseRouteDeps = Pick<ApiDeps, 'connections'> & { readonly syncing: DatabaseSyncDeps };

/** `/api/databases`, as seed 003 has it: the databases that can be copied, and a try of one. */
export const databaseRoutes = ({ syncing, connections }: DatabaseRouteDeps): OpenAPIHono => {
  const app = new OpenAPIHono();

  endpoint(app, LIST, (c) => {
    const databases = syncing.databases.map(({ connection, refusal }) => {
      const { address, user, database, tls } = shownOf(connection);
      return {
        name: connection.name,
        ...{ address, user, database, tls },
        destination: refusal === undefined,
        refusal: refusal ?? null,
      };
    });
    return c.json({ databases, enabled: syncing.enabled }, 200);
  });

  endpoint(app, TEST, async (c, { body }) => {
    const { connection } = findDatabase(syncing, body.database);
    const found = await connections?.test(connection);
    c.header('cache-control', 'no-store');
    return c.json(
      {
        ok: found?.ok ?? false,
        latency_ms: found?.latencyMs ?? 0,
        version: found?.version ?? null,
        ...(found?.error === undefined ? {} : { error: found.error.message }),
      },
      200,
    );
  });

  return app;
};

const ofDatabases = { tag: 'databases' } as const;

const databaseSchema = z
  .object({
    name: z.string(),
    address: z.string().describe('`host:port`, or the folder of a socket'),
    user: z.string().nullable(),
    database: z.string().nullable(),
    tls: z.enum(['off', 'system', 'ca']).nullable(),
    destination: z.boolean().describe('Whether it may be written'),
    refusal: z.string().nullable().describe('Why it may not, and which setting would allow it'),
  })
  .openapi('Database');

export type DatabaseJson = z.infer<typeof databaseSchema>;

const testSchema = z.object({
  ok: z.boolean(),
  latency_ms: count,
  version: z.string().nullable(),
  error: z.string().optional(),
});

export type DatabaseTestJson = z.infer<typeof testSchema>;

const LIST = {
  ...ofDatabases,
  method: 'get',
  path: '/',
  operationId: 'listDatabases',
  role: 'viewer',
  summary: 'List the databases',
  responses: {
    200: jsonAnswer(
      z.object({ databases: list(databaseSchema), enabled: z.boolean().describe('Whether jobs can be started') }),
      'As configured, without secrets',
    ),
  },
} as const;

const TEST = {
  ...ofDatabases,
  method: 'post',
  path: '/test',
  operationId: 'testDatabase',
  role: 'operator',
  summary: 'Try a database',
  description: 'Logs in and asks the server who it is, within ten seconds. A failure is an answer too: `ok` is false.',
  body: z.strictObject({ database: z.string(), by }),
  responses: {
    200: jsonAnswer(testSchema, 'What was found'),
  },
  problems: [404],
} as const;
