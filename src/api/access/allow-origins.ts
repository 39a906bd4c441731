import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';

/**
 * Lets web pages of these origins use the API from a browser, with the key that they have; `*` is any origin. No cookie
 * goes with a request.
 */
export const allowOrigins = (origins: readonly string[] = []): MiddlewareHandler => {
  if (origins.length === 0) return (_c, next) => next();
  return cors({
    origin: origins.includes('*') ? '*' : [...origins],
    allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowHeaders: ['Authorization', 'X-API-Key', 'Content-Type', 'Idempotency-Key', 'Last-Event-ID'],
    exposeHeaders: ['Location', 'Link', 'Retry-After', 'Idempotent-Replayed', 'X-Request-Id', 'Content-Disposition'],
    maxAge: 600,
  });
};
