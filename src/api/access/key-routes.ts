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

  endpoint(app, CREATE, async (c, { body }) => {
    const { name, role, pipelines, expires_at: expiresAt, by } = body;
    const { requests_per_minute: perMinute, concurrent_requests: atOnce } = body;
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
      ...(perMinute === undefined ? {} : { requestsPerMinute: perMinute }),
      ...(atOnce === undefined ? {} : { concurrentRequests: atOnce }),
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

  endpoint(app, ROTATE, async (c, { params: { id }, body: { keep_seconds: keepSeconds, by } }) => {
    const before = (await inTime(store.keys.list())).find((each) => each.id === id);
    if (before === undefined) throw unknown('rotate', id);
    if (statusOf(before) !== 'valid' || before.replacedBy !== undefined) {
      const why = before.replacedBy === undefined ? `is ${statusOf(before)}` : 'was rotated already';
      throw new StevedoreError('KEY_ENDED', `Cannot rotate the key: "${before.name}" ${why}; create a new one`);
    }
    const { lastUsedAt: _, ...same } = before;
    const now = Date.now();
    const successor: KeyRecord = {
      ...same,
      id: randomBytes(8).toString('hex'),
      createdAt: new Date(now).toISOString(),
      createdBy: by ?? 'api',
      firstId: before.firstId ?? before.id,
    };
    const key = newKeyText();
    const endsAt = new Date(now + keepSeconds * 1_000).toISOString();
    if (!(await inTime(store.keys.replace(id, successor, hashKey(key), endsAt), WRITE_LIMIT_MS)))
      throw new StevedoreError('KEY_ENDED', `Cannot rotate the key: "${before.name}" has just ended; list the keys`);
    keys.forget();
    c.header('location', `/api/v1/keys/${successor.id}`);
    c.header('cache-control', 'no-store');
    return c.json({ ...keyJson(successor), key, replaces: { id, expires_at: endOf(before, endsAt) } }, 201);
  });

  endpoint(app, REVOKE, async (c, { params: { id }, query }) => {
    const { kind, name } = callerOf(c);
    const by = kind === 'stored' ? name : (query.by ?? name);
    const record = await inTime(store.keys.revoke(id.slice(0, 100), new Date().toISOString(), by), WRITE_LIMIT_MS);
    if (record === undefined) throw unknown('revoke', id);
    keys.forget();
    return c.json(keyJson(record), 200);
  });

  return app;
};

/** The range of times that every kind of server can store. */
const LATEST = Date.UTC(9999, 0, 1);

const refuse = (why: string): StevedoreError => new StevedoreError('REQUEST_INVALID', `Cannot create the key: ${why}`);

const unknown = (what: 'rotate' | 'revoke', id: string): StevedoreError =>
  new StevedoreError('KEY_UNKNOWN', `Cannot ${what} the key: no key has the id "${id.slice(0, 100)}"; list the keys`);

const endOf = ({ expiresAt }: KeyRecord, endsAt: string): string =>
  expiresAt !== undefined && expiresAt < endsAt ? expiresAt : endsAt;

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
  replaced_by: key.replacedBy ?? null,
  requests_per_minute: key.requestsPerMinute ?? null,
  concurrent_requests: key.concurrentRequests ?? null,
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
  replaced_by: z.string().nullable().describe('The id of the key that took its place'),
  requests_per_minute: z.int().nullable().describe('Of each server; null: any number'),
  concurrent_requests: z.int().nullable().describe('At a time, of each server; null: any number'),
};

const keySchema = z.object(key).openapi('Key');

/** A key in `/api/v1/keys`; never its text. */
export type KeyJson = z.infer<typeof keySchema>;

const newKeySchema = z.object({ ...key, key: z.string().describe('The text to send; it is not shown again') });

const rotatedKeySchema = z.object({
  ...newKeySchema.shape,
  replaces: z.object({ id: z.string(), expires_at: time.describe('Until then the text of before is accepted, too') }),
});

/** The answer to a rotation. */
export type RotatedKeyJson = z.infer<typeof rotatedKeySchema>;

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
    requests_per_minute: z
      .int()
      .min(1)
      .max(1_000_000)
      .optional()
      .describe('More are answered 429, by each server; default: any number'),
    concurrent_requests: z
      .int()
      .min(1)
      .max(10_000)
      .optional()
      .describe('More at a time are answered 429, by each server; streams of events do not count; default: any number'),
    by,
  }),
  responses: { 201: jsonAnswer(newKeySchema, 'The key, once', { location: "The key's address" }) },
  problems: [404, 409, 503],
} as const;

const ROTATE = {
  ...ofAdmins,
  method: 'post',
  path: '/{id}/rotate',
  operationId: 'rotateKey',
  summary: 'Give a key another text',
  description:
    'A key with the same name, role, pipelines, limits and end takes its place. The text of before is accepted for a while, so that its users can change.',
  params: z.object({ id: z.string() }),
  body: z.strictObject({
    keep_seconds: z
      .int()
      .min(0)
      .max(30 * 86_400)
      .default(3_600)
      .describe('How long the text of before is accepted; 0: it has leaked'),
    by,
  }),
  responses: { 201: jsonAnswer(rotatedKeySchema, 'The key, once', { location: "The key's address" }) },
  problems: [404, 409, 503],
} as const;

const REVOKE = {
  ...ofAdmins,
  method: 'delete',
  path: '/{id}',
  operationId: 'revokeKey',
  summary: 'Revoke a key',
  description:
    'It is refused within two seconds, and its streams of events end within four. So are the texts that it had before it was rotated. A repeated call changes nothing.',
  params: z.object({ id: z.string() }),
  query: z.object({ by }),
  responses: { 200: jsonAnswer(keySchema, 'The key that has ended') },
  problems: [404, 503],
} as const;
