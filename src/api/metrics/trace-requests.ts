import type { MiddlewareHandler } from 'hono';
import type { TraceRequest } from '../../contracts/trace-request.js';
import { routeOf } from './route-of.js';

/** Traces requests, but for those of monitors. */
export const traceRequests =
  (trace: TraceRequest | undefined): MiddlewareHandler =>
  async (c, next) => {
    if (trace === undefined || /^\/(?:health|metrics)(?:\/|$)/.test(c.req.path)) return next();
    const { traceparent, tracestate } = c.req.header();
    await trace({ ...(traceparent && { traceparent }), ...(tracestate && { tracestate }) }, async () => {
      await next();
      return { method: c.req.method, route: routeOf(c), status: c.res.status };
    });
  };
