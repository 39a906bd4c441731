import { randomBytes } from 'node:crypto';
import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { KeyRecord } from '../../contracts/access/key-record.js';
import type { Role } from '../../contracts/access/role.js';
import { ROLES } from '../../contracts/access/role.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { ApiDeps } from '../deps.js';
import { findPipeline } from '../pipelines/find-pipeline.js';
import { endpoint } from '../request/endpoint.js';
import { by, list, time } from '../request/fields.js';
import { inTime, WRITE_LIMIT_MS } from '../request/in-time.js';
import { jsonAnswer } from '../request/json-answer.js';
import { callerOf } from './caller.js';
import type { KeyCheck } from './check-key.js';
import { hashKey, newKeyText } from './key-text.js';

/** `/api/v1/keys`: an admin creates, lists and revokes keys. */
export const keyRoutes = ({
  store,
  settings,
  keys,
}: Pick<ApiDeps, 'store' | 'settings'> & { keys: Pick<KeyCheck, 'forget'> }): OpenAPIHono => {
  const app = new OpenAPIHono();

  endpoint(app, LIST, async (c) => {
    c.header('cache-control', 'no-store');
    return c.json({ keys: (await inTime(store.keys.list())).map(keyJson) }, 200);
  });

  endpoint(app, CREATE, async (c, { body: { name, role, pipelines, expires_at: expiresAt, by } }) => {
    for (const pipeline of pipelines ?? []) findPipeline(settings.pipelines, pipeline);
    if (role === 'admin' && pipelines !== undefined) {
      throw refuse('an admin manages keys, so it cannot be for some pipelines only; leave "pipelines" out');
    }
    if (expiresAt !== undefined && !(Date.parse(expiresAt) > Date.now() && Date.parse(expiresAt) < LATEST)) {
      throw refuse('"expires_at" has passed already, or is behind the year 9998; give another time');
    }
    const record: KeyRecord = {
      id: randomBytes(8).toString('hex'),
      name,
      role,
      createdAt: new Date().toISOString(),
      createdBy: by ?? 'api',
      ...(pipelines === undefined ? {} : { pipelines: [...new Set(pipelines)] }),
      ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt).toISOString() }),
    };
    const key = newKeyText();
    if (!(await inTime(store.keys.add(record, hashKey(key)), WRITE_LIMIT_MS))) {
      throw new StevedoreError(
        'KEY_NAME_TAKEN',
        `Cannot create the key: the name "${name}" is taken; choose another name, or revoke it first`,
      );
    }
    c.header('location', `/api/v1/keys/${record.id}`);
    c.header('cache-control', 'no-store');
    return c.json({ ...keyJson(record), key }, 201);
  });

  endpoint(app, REVOKE, async (c, { params: { id }, query }) => {
    const { kind, name } = callerOf(c);
    const by = kind === 'stored' ? name : (query.by ?? name);
    const record = await inTime(store.keys.revoke(id.slice(0, 100), new Date().toISOString(), by), WRITE_LIMIT_MS);
    if (record === undefined) {
      throw new StevedoreError(
        'KEY_UNKNOWN',
        `Cannot revoke the key: no key has the id "${id.slice(0, 100)}"; list the keys`,
      );
    }
    keys.forget();
    return c.json(keyJson(record), 200);
  });

  return app;
};

/** The range of times that every kind of server can store. */
const LATEST = Date.UTC(9999, 0, 1);

const refuse = (why: string): StevedoreError => new StevedoreError('REQUEST_INVALID', `Cannot create the key: ${why}`);

const keyJson = (key: KeyRecord): KeyJson => ({
  id: key.id,
  name: key.name,
  role: key.role,
  pipelines: key.pipelines ?? null,
  status: statusOf(key),
  created_at: key.createdAt,
  created_by: key.createdBy,
  expires_at: key.expiresAt ?? null,
  last_used_at: key.lastUsedAt ?? null,
  revoked_at: key.revokedAt ?? null,
  revoked_by: key.revokedBy ?? null,
});

const statusOf = ({ revokedAt, expiresAt }: KeyRecord): KeyJson['status'] => {
  if (revokedAt !== undefined) return 'revoked';
  return expiresAt !== undefined && Date.parse(expiresAt) <= Date.now() ? 'expired' : 'valid';
};

const role = z.enum(ROLES) satisfies z.ZodType<Role>;

const key = {
  id: z.string(),
  name: z.string(),
  role,
  pipelines: list(z.string()).nullable().describe('The only pipelines that it may see; null: all'),
  status: z.enum(['valid', 'expired', 'revoked']),
  created_at: time,
  created_by: z.string(),
  expires_at: time.nullable(),
  last_used_at: time.nullable().describe('To the minute'),
  revoked_at: time.nullable(),
  revoked_by: z.string().nullable(),
};

const keySchema = z.object(key).openapi('Key');

/** A key in `/api/v1/keys`; never its text. */
export type KeyJson = z.infer<typeof keySchema>;

const newKeySchema = z.object({ ...key, key: z.string().describe('The text to send; it is not shown again') });

/** The answer that has the key's text. */
export type NewKeyJson = z.infer<typeof newKeySchema>;

const ofAdmins = { tag: 'keys', role: 'admin' } as const;

const LIST = {
  ...ofAdmins,
  method: 'get',
  path: '/',
  operationId: 'listKeys',
  summary: 'List the keys, the newest first',
  responses: { 200: jsonAnswer(z.object({ keys: list(keySchema) }), 'All keys, ended ones too') },
} as const;

const CREATE = {
  ...ofAdmins,
  method: 'post',
  path: '/',
  operationId: 'createKey',
  summary: 'Create a key',
  body: z.strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)
      .describe('Shown as who asked: `started_by` of the runs that are started with it'),
    role,
    pipelines: z.array(z.string().max(64)).min(1).max(100).optional().describe('The only pipelines that it may see'),
    expires_at: time.optional(),
    by,
  }),
  responses: { 201: jsonAnswer(newKeySchema, 'The key, once', { location: "The key's address" }) },
  problems: [404, 409, 503],
} as const;

const REVOKE = {
  ...ofAdmins,
  method: 'delete',
  path: '/{id}',
  operationId: 'revokeKey',
  summary: 'Revoke a key',
  description:
    'It is refused within two seconds, and its streams of events end within four. A repeated call changes nothing.',
  params: z.object({ id: z.string() }),
  query: z.object({ by }),
  responses: { 200: jsonAnswer(keySchema, 'The key that has ended') },
  problems: [404, 503],
} as const;
