import { OpenAPIHono, z } from '@hono/zod-openapi';
import { ROLES } from '../../contracts/access/role.js';
import type { Caller } from './caller.js';
import { callerOf } from './caller.js';
import { endpoint } from '../request/endpoint.js';
import { list, time } from '../request/fields.js';
import { jsonAnswer } from '../request/json-answer.js';
import type { Sessions } from './sessions.js';
import { assertOwnPage, readSessionCookie, removeSessionCookie, setSessionCookie } from './session-cookie.js';

/** `/api/v1/session`: the console signs in by a key, asks who it is, and signs out. */
export const sessionRoutes = (sessions: Sessions): OpenAPIHono => {
  const app = new OpenAPIHono();

  endpoint(app, READ, (c) => {
    c.header('cache-control', 'no-store');
    return c.json(sessionJson(callerOf(c)), 200);
  });

  endpoint(app, SIGN_IN, async (c, { body: { key } }) => {
    // Otherwise a page elsewhere could sign a person in as somebody else.
    if (c.req.header('origin') !== undefined) assertOwnPage(c);
    const before = readSessionCookie(c);
    const { token, caller, expiresAt } = await sessions.begin(key);
    if (before !== undefined) await sessions.end(before);
    setSessionCookie(c, token);
    c.header('cache-control', 'no-store');
    return c.json({ ...sessionJson(caller), expires_at: expiresAt }, 201);
  });

  endpoint(app, SIGN_OUT, async (c) => {
    const token = readSessionCookie(c);
    if (token !== undefined) {
      assertOwnPage(c);
      removeSessionCookie(c);
      await sessions.end(token);
    }
    return c.body(null, 204) as never;
  });

  return app;
};

const sessionJson = ({ kind, name, role, pipelines }: Caller): SessionJson => ({
  name,
  role,
  pipelines: pipelines ?? null,
  with_key: kind !== 'machine',
});

const session = {
  name: z.string().describe("The key's name; `api.key`; or `api` where none is needed"),
  role: z.enum(ROLES),
  pipelines: list(z.string()).nullable().describe('The only pipelines that it may see; null: all'),
  with_key: z.boolean().describe('False where requests from this machine need no key'),
};
const sessionSchema = z.object(session).openapi('Session');

/** Who asks, in `GET /api/v1/session`. */
export type SessionJson = z.infer<typeof sessionSchema>;

const READ = {
  method: 'get',
  path: '/session',
  operationId: 'readSession',
  tag: 'keys',
  role: 'viewer',
  about: 'pipelines',
  summary: 'Who asks, by key or session',
  responses: { 200: jsonAnswer(sessionSchema, 'Whose key it is, and what it may do') },
} as const;

const SIGN_IN = {
  method: 'post',
  path: '/session/sign-in',
  operationId: 'signIn',
  tag: 'keys',
  role: 'open',
  summary: 'Begin a session of a browser',
  description:
    'Sets the cookie `stevedore_session`, which stands for the key for twelve hours, until sign-out, and as long as the key holds. ' +
    'Requests that change something are taken with it from pages of this server only.',
  body: z.strictObject({ key: z.string().min(1).max(500).describe('`api.key`, or a key of the store') }),
  responses: {
    201: jsonAnswer(z.object({ ...session, expires_at: time }), 'Whose key it is', {
      'set-cookie': 'The session',
    }),
  },
  problems: [401, 503],
} as const;

const SIGN_OUT = {
  method: 'post',
  path: '/session/sign-out',
  operationId: 'signOut',
  tag: 'keys',
  role: 'open',
  summary: 'End the session of the browser',
  responses: { 204: { description: 'It has ended, or there was none' } },
  problems: [503],
} as const;
