import { randomUUID } from 'node:crypto';
import { OpenAPIHono, z } from '@hono/zod-openapi';
import { StevedoreError } from '../../contracts/errors.js';
import type { ProjectConnection } from '../../contracts/projects/project.js';
import { isAtLeast } from '../../contracts/access/role.js';
import { callerOf } from '../access/caller.js';
import { connectionTestSchema } from '../connections/connection-schema.js';
import { testJson } from '../connections/test-json.js';
import { endpoint } from '../request/endpoint.js';
import { by, list, time } from '../request/fields.js';
import { inTime, WRITE_LIMIT_MS } from '../request/in-time.js';
import { jsonAnswer } from '../request/json-answer.js';
import { CONNECTION_NAME, findConnection, nameTaken } from './find-project.js';
import type { ProjectRouteDeps } from './route-deps.js';

/** `/connections`, as seed 002 has it: the databases that projects go into. Their URLs are secrets of the store. */
export const projectConnectionRoutes = ({
  store,
  projects,
}: Pick<ProjectRouteDeps, 'store' | 'projects'>): OpenAPIHono => {
  const app = new OpenAPIHono();
  const { projectConnections, secrets } = store;

  endpoint(app, CREATE, async (c, { body }) => {
    const { name, description, database_url: url } = body;
    const { shown } = projects.databaseOf(name, url);
    const id = randomUUID();
    const secretId = await inTime(secrets.put(ownerOf(id), url), WRITE_LIMIT_MS);
    const now = new Date().toISOString();
    const made: ProjectConnection = {
      id,
      name,
      ...(description === undefined || description === null ? {} : { description }),
      shownUrl: shown,
      secretId,
      createdAt: now,
      updatedAt: now,
    };
    if (!(await inTime(projectConnections.add(made), WRITE_LIMIT_MS))) {
      await secrets.removeOf(ownerOf(id));
      throw nameTaken('connection', name);
    }
    c.header('location', `/connections/${id}`);
    return c.json(shortJson(made), 201);
  });

  endpoint(app, LIST, async (c) => {
    const found = await inTime(projectConnections.list());
    return c.json({ connections: found.map(shortJson) }, 200);
  });

  endpoint(app, READ, async (c, { params }) => {
    const found = await findConnection(store, params.id);
    const isAdmin = isAtLeast(callerOf(c).role, 'admin');
    c.header('cache-control', 'no-store');
    const url = isAdmin ? await inTime(secrets.get(found.secretId)) : found.shownUrl;
    return c.json({ ...shortJson(found), database_url: url }, 200);
  });

  endpoint(app, UPDATE, async (c, { params, body }) => {
    const before = await findConnection(store, params.id);
    const { name = before.name, description, database_url: given } = body;
    // As it is shown, it is the one that is there.
    const url = given === before.shownUrl ? undefined : given;
    const shownUrl = url === undefined ? before.shownUrl : projects.databaseOf(name, url).shown;
    const secretId =
      url === undefined ? before.secretId : await inTime(secrets.put(ownerOf(before.id), url), WRITE_LIMIT_MS);
    const { description: described, ...rest } = before;
    const now = description === undefined ? described : (description ?? undefined);
    const changed: ProjectConnection = {
      ...rest,
      name,
      ...(now === undefined ? {} : { description: now }),
      shownUrl,
      secretId,
      updatedAt: new Date().toISOString(),
    };
    const isFree = await inTime(projectConnections.update(changed), WRITE_LIMIT_MS);
    if (secretId !== before.secretId) await inTime(secrets.remove(isFree ? before.secretId : secretId), WRITE_LIMIT_MS);
    if (!isFree) throw nameTaken('connection', name);
    return c.json(shortJson(changed), 200);
  });

  endpoint(app, REMOVE, async (c, { params }) => {
    const found = await findConnection(store, params.id);
    const uses = await inTime(projectConnections.remove(found.id), WRITE_LIMIT_MS);
    if (uses.length > 0) {
      const names = uses.slice(0, 10).map((name) => `"${name}"`);
      throw new StevedoreError(
        'CONNECTION_IN_USE',
        `Cannot delete the connection "${found.name}": the projects ${names.join(', ')} use it; delete them, or give them another`,
      );
    }
    await inTime(secrets.removeOf(ownerOf(found.id)), WRITE_LIMIT_MS);
    return c.json({ id: found.id, name: found.name, deleted: true as const }, 200);
  });

  endpoint(app, TEST, async (c, { params }) => {
    const { name, secretId } = await findConnection(store, params.id);
    const { settings } = projects.databaseOf(name, await inTime(secrets.get(secretId)));
    c.header('cache-control', 'no-store');
    return c.json(testJson(settings, await projects.test(settings)), 200);
  });

  return app;
};

/** Who owns the secrets of a connection: they go with it. */
const ownerOf = (id: string): string => `connection/${id}`;

const shortJson = ({ id, name, description, createdAt, updatedAt }: ProjectConnection) => ({
  id,
  name,
  description: description ?? null,
  created_at: createdAt,
  updated_at: updatedAt,
});

const shared = {
  id: z.uuid(),
  name: z.string(),
  description: z.string().nullable(),
  created_at: time,
  updated_at: time,
} as const;

const short = z.object(shared).openapi('ProjectConnection');

const whole = z
  .object({
    ...shared,
    database_url: z.string().describe('Whole for an admin; for others with `***` in place of the password'),
  })
  .openapi('ProjectConnectionWithUrl');

const removed = z.object({ id: z.uuid(), name: z.string(), deleted: z.literal(true) });

const name = z.string().regex(CONNECTION_NAME, { error: 'must have 1 to 64 characters that can be read' });
const url = z
  .string()
  .min(1)
  .max(2_000)
  .describe('`postgresql://user:password@host:5432/database`, or `mysql://…`; kept encrypted');
const description = z.string().max(1_000).nullable().optional();

const ofConnections = { tag: 'projects' } as const;
const byId = { params: z.object({ id: z.string() }) } as const;

const CREATE = {
  ...ofConnections,
  method: 'post',
  path: '/connections',
  operationId: 'createProjectConnection',
  role: 'admin',
  summary: 'Make a connection to a database for projects',
  description: 'Its URL is kept encrypted with `secrets.key` of the configuration; without such a key it is refused.',
  body: z.strictObject({ name, description, database_url: url, by }),
  responses: { 201: jsonAnswer(short, 'The connection', { location: "The connection's address" }) },
  problems: [409, 503],
} as const;

const LIST = {
  ...ofConnections,
  method: 'get',
  path: '/connections',
  operationId: 'listProjectConnections',
  role: 'viewer',
  summary: 'List the connections of projects',
  responses: { 200: jsonAnswer(z.object({ connections: list(short) }), 'By name, without their URLs') },
  problems: [503],
} as const;

const READ = {
  ...ofConnections,
  ...byId,
  method: 'get',
  path: '/connections/{id}',
  operationId: 'readProjectConnection',
  role: 'viewer',
  summary: 'Read a connection of projects',
  responses: { 200: jsonAnswer(whole, 'The connection') },
  problems: [404, 409, 503],
} as const;

const UPDATE = {
  ...ofConnections,
  ...byId,
  method: 'put',
  path: '/connections/{id}',
  operationId: 'changeProjectConnection',
  role: 'admin',
  summary: 'Change a connection of projects',
  description: 'What is absent stays. Imports that are open go on with what they began with.',
  body: z.strictObject({ name: name.optional(), description, database_url: url.optional(), by }),
  responses: { 200: jsonAnswer(short, 'The connection') },
  problems: [404, 409, 503],
} as const;

const REMOVE = {
  ...ofConnections,
  ...byId,
  method: 'delete',
  path: '/connections/{id}',
  operationId: 'deleteProjectConnection',
  role: 'admin',
  summary: 'Delete a connection of projects',
  query: z.object({ by }),
  responses: { 200: jsonAnswer(removed, 'It is gone') },
  problems: [404, 409, 503],
} as const;

const TEST = {
  ...ofConnections,
  ...byId,
  method: 'post',
  path: '/connections/{id}/test',
  operationId: 'testProjectConnection',
  role: 'operator',
  summary: 'Try a connection of projects',
  description: 'Logs in and asks the server who it is, within ten seconds. A failure is an answer too: `ok` is false.',
  body: z.strictObject({ by }),
  responses: { 200: jsonAnswer(connectionTestSchema, 'What was found') },
  problems: [404, 409, 503],
} as const;
