import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { StevedoreError } from '../../contracts/errors.js';

/**
 * Who may ask. With a key: whoever sends it (health and the API's description are open). Without one: this machine
 * only, and no web page of another origin: the names in `Host` and `Origin` must be loopback names, which stops DNS
 * rebinding and forged forms.
 */
export const guardAccess = (key: string | undefined): MiddlewareHandler =>
  key === undefined ? loopbackOnly : keyOnly(key);

/** True for the names and addresses of this machine's loopback interface, with or without a port. */
export const isLoopback = (host: string): boolean => {
  // A bare IPv6 address has several colons and no port.
  const name = host
    .toLowerCase()
    .replace(/^(\[[^\]]*\]|[^:]*)(:\d+)?$/, '$1')
    .replace(/^\[|\]$/g, '');
  return name === 'localhost' || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name);
};

const keyOnly = (key: string): MiddlewareHandler => {
  const expected = digest(key);
  return async (c, next) => {
    if (isOpen(c.req.path)) return next();
    const given = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
    if (given === undefined || !timingSafeEqual(digest(given), expected)) {
      throw new StevedoreError(
        'UNAUTHORIZED',
        given === undefined
          ? 'Cannot accept the request: it has no API key'
          : 'Cannot accept the request: its API key is wrong',
      );
    }
    return next();
  };
};

/** What holds nothing of the data, and is asked for by monitors and browsers, which send no key. */
const isOpen = (path: string): boolean =>
  path.startsWith('/health/') ||
  path === '/openapi.json' ||
  path === '/docs' ||
  path.startsWith('/docs/') ||
  path === '/swagger/index.html';

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

const loopbackOnly: MiddlewareHandler = async (c, next) => {
  const host = c.req.header('host') ?? new URL(c.req.url).host;
  if (!isLoopback(host)) throw refuse(`the request is for the host "${host.slice(0, 100)}"`);
  if (!SAFE_METHODS.includes(c.req.method)) {
    const origin = c.req.header('origin');
    if (origin !== undefined && origin !== `http://${host}`) {
      throw refuse(`it comes from a page of "${origin.slice(0, 100)}"`);
    }
    if (c.req.header('sec-fetch-site') === 'cross-site') throw refuse('it comes from a page of another site');
  }
  return next();
};

const refuse = (why: string): StevedoreError =>
  new StevedoreError('FORBIDDEN', `Cannot accept the request: ${why}, and no api.key is configured`);

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
