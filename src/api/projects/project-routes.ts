import { randomUUID } from 'node:crypto';
import { OpenAPIHono, z } from '@hono/zod-openapi';
import { StevedoreError } from '../../contracts/errors.js';
import type { ImportProject, JsonObject } from '../../contracts/projects/project.js';
import type { ApiStore } from '../deps.js';
import { endpoint } from '../request/endpoint.js';
import { by, list, time } from '../request/fields.js';
import { inTime, WRITE_LIMIT_MS } from '../request/in-time.js';
import { jsonAnswer } from '../request/json-answer.js';
import { CONNECTION_NAME, findConnection, findProject, nameTaken, PROJECT_NAME } from './find-project.js';
import type { ProjectRouteDeps } from './route-deps.js';
import { openSecrets } from './project-secrets.js';

/** `/projects`, as seed 002 has it. What of a configuration is a secret is kept encrypted, and shown as `***`. */
export const projectRoutes = ({ store, projects }: Pick<ProjectRouteDeps, 'store' | 'projects'>): OpenAPIHono => {
  const app = new OpenAPIHono();

  endpoint(app, CREATE, async (c, { body }) => {
    const { name, connection_id: id, config } = body;
    const { id: connectionId } = await connectionOf(store, id, config);
    const split = projects.readProject(name, config);
    const project = { id: randomUUID(), name, connectionId, config: split.config };
    const secretId = await keep(store, project.id, split.secrets);
    const now = new Date().toISOString();
    const made: ImportProject = {
      ...project,
      ...(secretId === undefined ? {} : { secretId }),
      createdAt: now,
      updatedAt: now,
    };
    if (!(await inTime(store.projects.add(made), WRITE_LIMIT_MS))) {
      await store.secrets.removeOf(ownerOf(made.id));
      throw nameTaken('project', name);
    }
    c.header('location', `/projects/${name}`);
    return c.json(projectJson(made), 201);
  });

  endpoint(app, LIST, async (c) => {
    const found = await inTime(store.projects.list());
    return c.json({ projects: found.map(shortJson) }, 200);
  });

  endpoint(app, READ, async (c, { params }) => c.json(projectJson(await findProject(store, params.name)), 200));

  endpoint(app, UPDATE, async (c, { params, body }) => {
    const before = await findProject(store, params.name);
    const { connection_id: id, config } = body;
    const { id: connectionId } =
      id === undefined && typeof config?.['connection'] !== 'string'
        ? { id: before.connectionId }
        : await connectionOf(store, id, config ?? {});
    const { secretId: kept, ...rest } = before;
    if (config === undefined) {
      const moved = { ...before, connectionId, updatedAt: new Date().toISOString() };
      await inTime(store.projects.update(moved), WRITE_LIMIT_MS);
      return c.json(projectJson(moved), 200);
    }
    const split = projects.readProject(before.name, config, await openSecrets(store, before));
    const secretId = await keep(store, before.id, split.secrets);
    const changed: ImportProject = {
      ...rest,
      connectionId,
      config: split.config,
      ...(secretId === undefined ? {} : { secretId }),
      updatedAt: new Date().toISOString(),
    };
    await inTime(store.projects.update(changed), WRITE_LIMIT_MS);
    if (kept !== undefined) await inTime(store.secrets.remove(kept), WRITE_LIMIT_MS);
    return c.json(projectJson(changed), 200);
  });

  endpoint(app, REMOVE, async (c, { params }) => {
    const { id, name } = await findProject(store, params.name);
    await inTime(store.projects.remove(id), WRITE_LIMIT_MS);
    await inTime(store.secrets.removeOf(ownerOf(id)), WRITE_LIMIT_MS);
    return c.json({ id, name, deleted: true as const }, 200);
  });

  return app;
};

/** The connection that a request names, by its id or in its configuration by its name. */
const connectionOf = async (
  store: Pick<ApiStore, 'projectConnections'>,
  id: string | undefined,
  config: JsonObject,
): Promise<{ readonly id: string }> => {
  if (id !== undefined) return findConnection(store, id);
  const name = config['connection'];
  if (typeof name !== 'string') {
    throw new StevedoreError(
      'REQUEST_INVALID',
      'Cannot use the project: it names no database; send connection_id, which POST /connections gives',
    );
  }
  const found = CONNECTION_NAME.test(name) ? await inTime(store.projectConnections.byName(name)) : undefined;
  if (found !== undefined) return found;
  throw new StevedoreError('CONNECTION_UNKNOWN', `Cannot use the connection "${name.slice(0, 100)}": there is none`);
};

/** Who owns the secrets of a project: they go with it. */
const ownerOf = (id: string): string => `project/${id}`;

const keep = async (
  { secrets }: Pick<ApiStore, 'secrets'>,
  id: string,
  values: Readonly<Record<string, string>>,
): Promise<string | undefined> =>
  Object.keys(values).length === 0
    ? undefined
    : inTime(secrets.put(ownerOf(id), JSON.stringify(values)), WRITE_LIMIT_MS);

const shortJson = ({ id, name, connectionId, createdAt, updatedAt }: ImportProject) => ({
  id,
  name,
  connection_id: connectionId,
  created_at: createdAt,
  updated_at: updatedAt,
});

const projectJson = (project: ImportProject) => ({ ...shortJson(project), config: { ...project.config } });

const shared = {
  id: z.uuid(),
  name: z.string(),
  connection_id: z.uuid(),
  created_at: time,
  updated_at: time,
} as const;

const short = z.object(shared).openapi('ProjectSummary');

const whole = z
  .object({
    ...shared,
    config: z.record(z.string(), z.unknown()).describe('With `***` in place of each secret'),
  })
  .openapi('Project');

const removed = z.object({ id: z.uuid(), name: z.string(), deleted: z.literal(true) });

const config = z
  .record(z.string(), z.unknown())
  .describe('`sftp`, `defaults`, `table_naming`, `tables`, `callback`: see config/example_project.yaml');

const ofProjects = { tag: 'projects' } as const;
const byName = { params: z.object({ name: z.string() }) } as const;

const CREATE = {
  ...ofProjects,
  method: 'post',
  path: '/projects',
  operationId: 'createProject',
  role: 'admin',
  summary: 'Make a project',
  description: 'Its passwords, keys and the address of its callback are kept encrypted, and shown as `***`.',
  body: z.strictObject({
    name: z.string().regex(PROJECT_NAME, { error: 'must be 1 to 64 of letters, digits, ".", "_" and "-"' }),
    connection_id: z.string().optional().describe('Or `config.connection`, the name of a connection'),
    config,
    by,
  }),
  responses: { 201: jsonAnswer(whole, 'The project', { location: "The project's address" }) },
  problems: [404, 409, 503],
} as const;

const LIST = {
  ...ofProjects,
  method: 'get',
  path: '/projects',
  operationId: 'listProjects',
  role: 'viewer',
  summary: 'List the projects',
  responses: { 200: jsonAnswer(z.object({ projects: list(short) }), 'By name') },
  problems: [503],
} as const;

const READ = {
  ...ofProjects,
  ...byName,
  method: 'get',
  path: '/projects/{name}',
  operationId: 'readProject',
  role: 'viewer',
  summary: 'Read a project',
  responses: { 200: jsonAnswer(whole, 'The project') },
  problems: [404, 503],
} as const;

const UPDATE = {
  ...ofProjects,
  ...byName,
  method: 'put',
  path: '/projects/{name}',
  operationId: 'changeProject',
  role: 'admin',
  summary: 'Change a project',
  description: 'What is absent stays; `***` in a configuration means the secret that is there.',
  body: z.strictObject({ connection_id: z.string().optional(), config: config.optional(), by }),
  responses: { 200: jsonAnswer(whole, 'The project') },
  problems: [404, 409, 503],
} as const;

const REMOVE = {
  ...ofProjects,
  ...byName,
  method: 'delete',
  path: '/projects/{name}',
  operationId: 'deleteProject',
  role: 'admin',
  summary: 'Delete a project',
  description: 'Its imports stay in the list, and those that are open go on.',
  query: z.object({ by }),
  responses: { 200: jsonAnswer(removed, 'It is gone') },
  problems: [404, 503],
} as const;
