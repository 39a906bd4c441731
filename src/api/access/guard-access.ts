import type { Context, MiddlewareHandler } from 'hono';
import { StevedoreError } from '../../contracts/errors.js';
import { isConsolePage } from '../console/pages.js';
import type { Caller } from './caller.js';
import { senderOf, setCaller } from './caller.js';
import type { FindCaller } from './find-caller.js';
import { isKeyText } from './key-text.js';
import type { KeyLimit } from './limit-keys.js';
import { createKeyLimit } from './limit-keys.js';
import { assertOwnPage, readSessionCookie, removeSessionCookie } from './session-cookie.js';
import type { Sessions } from './sessions.js';
import { hasEnded } from './watch-streams.js';

/**
 * Finds out who asks: by the key of a header, or by the session of a cookie, which is taken for changes from pages of
 * this server only. With `api.key`: whoever sends that key, who is an admin, or one of the store; health and the API's
 * description are open. Without it: this machine only, and no web page of another origin than `origins`: the
 * names in `Host` and `Origin` must be loopback names, which stops DNS rebinding and forged forms. Who sends a key of
 * the store there has that key's rights, anybody else an admin's. Throws UNAUTHORIZED, KEY_REVOKED, KEY_EXPIRED,
 * FORBIDDEN, KEY_LIMIT_REACHED, and STORE_UNREACHABLE for a key of the store while that is away.
 */
export const guardAccess =
  ({ configured, find, sessions, origins = [], limit = createKeyLimit() }: Guard): MiddlewareHandler =>
  async (c, next) => {
    if (configured === undefined) assertFromHere(c, origins);
    if (isOpen(c.req.path)) return next();
    const caller = await callerBy(c, { configured, find, sessions });
    setCaller(c, caller);
    const { limits } = caller;
    if (limits === undefined) return next();
    const leave = limit.admit(senderOf(caller), limits);
    try {
      await next();
    } finally {
      leave();
    }
  };

interface Guard {
  /** `api.key`. */
  readonly configured: string | undefined;
  readonly find: FindCaller;
  readonly sessions: Pick<Sessions, 'check'>;
  /** @default none */
  readonly origins?: readonly string[] | undefined;
  /** @default limits of this guard's own */
  readonly limit?: KeyLimit;
}

const callerBy = async (c: Context, { configured, find, sessions }: Guard): Promise<Caller> => {
  const given = givenKey(c);
  if (given !== undefined && (configured !== undefined || isKeyText(given))) return find.byKey(given);
  const session = given === undefined ? readSessionCookie(c) : undefined;
  if (session !== undefined) {
    // Where no key is needed, a session that has ended is none, however it did.
    const caller = await sessions.check(session).catch((error: unknown) => {
      if (configured !== undefined || !hasEnded(error)) throw error;
      removeSessionCookie(c);
      return undefined;
    });
    if (!SAFE_METHODS.includes(c.req.method)) assertOwnPage(c);
    if (caller !== undefined) return caller;
  }
  if (configured === undefined) return { kind: 'machine', name: 'api', role: 'admin' };
  throw new StevedoreError('UNAUTHORIZED', 'Cannot accept the request: no API key was sent');
};

const givenKey = (c: Context): string | undefined =>
  /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? c.req.header('x-api-key');

/** True for names and addresses of this machine's loopback interface, with or without a port. */
export const isLoopback = (host: string): boolean => {
  // A bare IPv6 address has several colons and no port.
  const name = host
    .toLowerCase()
    .replace(/^(\[[^\]]*\]|[^:]*)(:\d+)?$/, '$1')
    .replace(/^\[|\]$/g, '');
  return name === 'localhost' || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name);
};

/** Paths that reveal no data, for monitors and browsers, which send no key, and those that ask for another proof. */
const isOpen = (path: string): boolean =>
  isConsolePage(path) ||
  path === '/sync' ||
  path === '/console' ||
  path.startsWith('/console/') ||
  path === '/api/v1/session/sign-in' ||
  path === '/api/v1/session/sign-out' ||
  path === '/health' ||
  path.startsWith('/health/') ||
  path === '/openapi.json' ||
  path === '/docs' ||
  path.startsWith('/docs/') ||
  path === '/swagger/index.html' ||
  isHook(path);

/** Whoever calls signs the call, or sends the token of the hook. */
const isHook = (path: string): boolean => /^(?:\/api\/v1)?\/hooks\//.test(path);

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

const assertFromHere = (c: Context, origins: readonly string[]): void => {
  const host = c.req.header('host') ?? new URL(c.req.url).host;
  if (!isLoopback(host)) throw refuse(`the request is for the host "${host.slice(0, 100)}"`);
  if (SAFE_METHODS.includes(c.req.method)) return;
  const origin = c.req.header('origin');
  if (origin !== undefined && origins.includes(origin)) return;
  if (origin !== undefined && origin !== `http://${host}`) {
    throw refuse(`it comes from a page of "${origin.slice(0, 100)}"`);
  }
  if (c.req.header('sec-fetch-site') === 'cross-site') throw refuse('it comes from a page of another site');
};

const refuse = (why: string): StevedoreError =>
  new StevedoreError('FORBIDDEN', `Cannot accept the request: ${why}, and no api.key is configured`);
