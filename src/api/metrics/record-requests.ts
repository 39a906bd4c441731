import type { Context, MiddlewareHandler } from 'hono';
import type { ApiRequest } from '../../contracts/access/api-request.js';
import type { ApiDeps } from '../deps.js';
import { routeOf } from './route-of.js';

export interface RequestRecorder {
  readonly record: MiddlewareHandler;
  /** Writes what is not in the store yet. */
  flush(): Promise<void>;
}

/** Says how many records an answer speaks of. */
export const noteRows = (c: Context, rows: { readonly rows: number; readonly errors: number }): void => {
  c.set('rowsOfAnswer', rows);
};

/**
 * Keeps each request in the store, where people read it by SQL: those of a second together, after their answers, which
 * do not wait for it. While the store is away, the newest 10,000 wait. Health, metrics and the reference page do not
 * count. Requests are kept for 30 days.
 */
export const createRequestRecorder = (
  { store, logger }: Pick<ApiDeps, 'store' | 'logger'>,
  everyMs = 1_000,
): RequestRecorder => {
  let waiting: ApiRequest[] = [];
  let timer: NodeJS.Timeout | undefined;
  let pruneDue = 0;
  let isAway = false;

  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const requests = waiting;
    waiting = [];
    try {
      await store.apiMetrics.add(requests);
      isAway = false;
    } catch (err) {
      waiting = [...requests, ...waiting].slice(-MOST_WAITING);
      if (!isAway) logger.warn({ err }, 'Cannot record requests: the store does not accept them; they wait');
      isAway = true;
      later();
      return;
    }
    await prune();
  };
  /** What is not pruned now is pruned an hour later. */
  const prune = async (): Promise<void> => {
    if (Date.now() < pruneDue) return;
    pruneDue = Date.now() + PRUNE_EVERY_MS;
    await store.apiMetrics
      .prune(new Date(Date.now() - KEPT_MS).toISOString())
      .catch((err: unknown) => logger.warn({ err }, 'Cannot remove old records of requests: the store refuses it'));
  };
  const later = (): void => {
    timer ??= setTimeout(() => void flush(), everyMs).unref();
  };

  return {
    record: async (c, next) => {
      const start = performance.now();
      await next();
      const endpoint = routeOf(c);
      if (UNCOUNTED.test(endpoint)) return;
      const { rows, errors } = (c.get('rowsOfAnswer') as Rows | undefined) ?? { rows: 0, errors: undefined };
      waiting.push({
        requestId: c.get('requestId') ?? '',
        endpoint,
        method: c.req.method,
        status: c.res.status,
        durationMs: performance.now() - start,
        rows,
        errors: errors ?? Number(c.res.status >= 400),
        at: new Date().toISOString(),
      });
      later();
    },
    flush,
  };
};

interface Rows {
  readonly rows: number;
  readonly errors: number | undefined;
}

const UNCOUNTED = /^\/(?:health|metrics|docs|openapi\.json|swagger)(?:\/|$)/;
const MOST_WAITING = 10_000;
const KEPT_MS = 30 * 86_400_000;
const PRUNE_EVERY_MS = 3_600_000;
