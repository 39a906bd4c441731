import { OpenAPIHono, z } from '@hono/zod-openapi';
import { findConnection } from '../../contracts/connections/connection.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { Resource } from '../../contracts/table-import/resource.js';
import type { ApiDeps } from '../deps.js';
import { endpoint } from '../request/endpoint.js';
import { list } from '../request/fields.js';
import { jsonAnswer } from '../request/json-answer.js';
import type { ImportDeps } from './bulk/import-deps.js';

/** `/api/v1/resources` and `/api/v1/connections/:name/tables`: what records can go into, and come from. */
export const targetRoutes = ({
  connections,
  imports,
}: Pick<ApiDeps, 'connections'> & { readonly imports: ImportDeps }): OpenAPIHono => {
  const app = new OpenAPIHono();

  endpoint(app, RESOURCES, (c) => {
    const resources = Object.entries(imports.resources).map(([name, resource]) => resourceJson(name, resource));
    return c.json({ resources }, 200);
  });

  endpoint(app, TABLES, async (c, { params: { name } }) => {
    const { kind } = findConnection({ connections: connections?.all ?? [] }, name);
    if (kind !== 'postgres' && kind !== 'mysql')
      throw new StevedoreError(
        'REQUEST_INVALID',
        `Cannot list the tables of "${name.slice(0, 100)}": it is of the kind "${kind}", which has no tables`,
      );
    const found = await imports.withTarget(name, (target) => target.listTables(MOST_TABLES + 1));
    return c.json({ tables: found.slice(0, MOST_TABLES), more: found.length > MOST_TABLES }, 200);
  });

  return app;
};

const MOST_TABLES = 2_000;

const resourceSchema = z
  .object({
    name: z.string(),
    connection: z.string(),
    schema: z.string().nullable().describe('null: `public`, on MySQL the database of the connection'),
    table: z.string(),
    key: list(z.string()).nullable().describe('null: the primary key of the table'),
    columns: list(z.object({ name: z.string(), type: z.string(), required: z.boolean(), secret: z.boolean() }))
      .nullable()
      .describe('null: those of the table'),
  })
  .openapi('Resource');

export type ResourceJson = z.infer<typeof resourceSchema>;

const resourceJson = (name: string, { connection, schema, table, key, columns }: Resource): ResourceJson => ({
  name,
  connection,
  schema: schema ?? null,
  table,
  key: key ?? null,
  columns:
    columns?.map((column) => ({
      name: column.name,
      type: column.type,
      required: column.required === true,
      secret: column.secret === true,
    })) ?? null,
});

const RESOURCES = {
  method: 'get',
  path: '/resources',
  operationId: 'listResources',
  tag: 'imports',
  role: 'viewer',
  summary: 'List the declared resources',
  responses: { 200: jsonAnswer(z.object({ resources: list(resourceSchema) }), 'As configured') },
} as const;

const TABLES = {
  method: 'get',
  path: '/connections/{name}/tables',
  operationId: 'listTables',
  tag: 'connections',
  role: 'operator',
  summary: 'List the tables of a connection',
  description: 'Of PostgreSQL, MySQL or MariaDB: those that an import can fill and an export can read, by name.',
  params: z.object({ name: z.string() }),
  responses: {
    200: jsonAnswer(
      z.object({
        tables: list(z.object({ schema: z.string(), table: z.string() })),
        more: z.boolean().describe('Whether there are more than the 2,000 that are listed'),
      }),
      'The tables',
    ),
  },
  problems: [404, 503],
} as const;
