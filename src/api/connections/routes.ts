import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { ConnectionSettings } from '../../contracts/connections/connection.js';
import type { ConnectionTest } from '../../contracts/connections/connection-test.js';
import { findConnection } from '../../contracts/connections/connection.js';
import type { ApiDeps } from '../deps.js';
import { endpoint } from '../request/endpoint.js';
import { by, list } from '../request/fields.js';
import { jsonAnswer } from '../request/json-answer.js';
import { connectionSchema, connectionTestSchema } from './connection-schema.js';
import { shownOf } from './shown-of.js';
import { testJson } from './test-json.js';

/** `/api/v1/connections`: the configured servers, and a try of one. */
export const connectionRoutes = ({ connections }: Pick<ApiDeps, 'connections'>): OpenAPIHono => {
  const app = new OpenAPIHono();
  const all: readonly ConnectionSettings[] = connections?.all ?? [];

  endpoint(app, LIST, (c) => c.json({ connections: all.map(shownOf) }, 200));

  endpoint(app, TEST, async (c, { params }) => {
    const connection = findConnection({ connections: all }, params.name);
    const found = (await connections?.test(connection)) ?? NEVER;
    c.header('cache-control', 'no-store');
    return c.json(testJson(connection, found), 200);
  });

  return app;
};

/** A connection is found only where there is a way to try it. */
const NEVER: ConnectionTest = { ok: false, latencyMs: 0, warnings: [] };

const LIST = {
  method: 'get',
  path: '/',
  operationId: 'listConnections',
  tag: 'connections',
  role: 'viewer',
  summary: 'List the connections',
  responses: { 200: jsonAnswer(z.object({ connections: list(connectionSchema) }), 'As configured, without secrets') },
} as const;

const TEST = {
  method: 'post',
  path: '/{name}/test',
  operationId: 'testConnection',
  tag: 'connections',
  role: 'operator',
  summary: 'Try a connection',
  description: 'Logs in and asks the server who it is, within ten seconds. A failure is an answer too: `ok` is false.',
  params: z.object({ name: z.string() }),
  body: z.strictObject({ by }),
  responses: { 200: jsonAnswer(connectionTestSchema, 'What was found') },
  problems: [404],
} as const;
