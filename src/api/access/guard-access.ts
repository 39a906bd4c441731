import type { Context, MiddlewareHandler } from 'hono';
import { StevedoreError } from '../../contracts/errors.js';
import type { Caller } from './caller.js';
import { setCaller } from './caller.js';
import type { KeyCheck } from './check-key.js';
import { isSameKey, UNKNOWN_KEY } from './check-key.js';
import { isKeyText } from './key-text.js';

/**
 * Finds out who asks. With `api.key`: whoever sends that key, who is an admin, or one of the store; health and the
 * API's description are open. Without it: this machine only, and no web page of another origin than `origins`: the
 * names in `Host` and `Origin` must be loopback names, which stops DNS rebinding and forged forms. Who sends a key of
 * the store there has that key's rights, anybody else an admin's. Throws UNAUTHORIZED, KEY_REVOKED, KEY_EXPIRED,
 * FORBIDDEN, and STORE_UNREACHABLE for a key of the store while that is away.
 */
export const guardAccess =
  (configured: string | undefined, keys: KeyCheck, origins: readonly string[] = []): MiddlewareHandler =>
  async (c, next) => {
    if (configured === undefined) assertFromHere(c, origins);
    if (!isOpen(c.req.path)) setCaller(c, await callerBy(givenKey(c), configured, keys));
    return next();
  };

const callerBy = async (given: string | undefined, configured: string | undefined, keys: KeyCheck): Promise<Caller> => {
  if (given !== undefined && configured !== undefined && isSameKey(given, configured)) {
    return { kind: 'configured', name: 'api.key', role: 'admin' };
  }
  if (given !== undefined && isKeyText(given)) {
    const { id, name, role, pipelines } = await keys.check(given);
    return {
      kind: 'stored',
      name,
      role,
      keyId: id,
      ...(pipelines === undefined ? {} : { pipelines }),
      endWithKey: (stream) => keys.watch(given, stream),
    };
  }
  if (configured === undefined) return { kind: 'machine', name: 'api', role: 'admin' };
  throw new StevedoreError(
    'UNAUTHORIZED',
    given === undefined ? 'Cannot accept the request: no API key was sent' : UNKNOWN_KEY,
  );
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
  path === '/' ||
  path === '/page.js' ||
  path === '/page.css' ||
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
