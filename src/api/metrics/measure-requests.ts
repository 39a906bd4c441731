import type { MiddlewareHandler } from 'hono';
import { Counter, Histogram } from 'prom-client';
import type { Registry } from 'prom-client';
import { routeOf } from './route-of.js';

/** Counts and times answers. Labels are templates of routes, never the values in an address. */
export const measureRequests = (registry: Registry): MiddlewareHandler => {
  const requests = new Counter({
    name: 'stevedore_http_requests_total',
    help: 'Requests answered; a stream of events is answered when it begins',
    labelNames: ['method', 'route', 'status'],
    registers: [registry],
  });
  const seconds = new Histogram({
    name: 'stevedore_http_request_duration_seconds',
    help: 'Time from a request to its answer',
    labelNames: ['method', 'route'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  return async (c, next) => {
    const start = performance.now();
    await next();
    const route = routeOf(c);
    const method = METHODS.includes(c.req.method) ? c.req.method : 'other';
    requests.inc({ method, route, status: c.res.status });
    seconds.observe({ method, route }, (performance.now() - start) / 1_000);
  };
};

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
