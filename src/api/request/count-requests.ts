import type { MiddlewareHandler } from 'hono';

export interface RequestCount {
  readonly count: MiddlewareHandler;
  /** Requests that have no answer yet. */
  readonly current: () => number;
}

/** Counts the requests that an application is serving; health requests do not count. */
export const countRequests = (): RequestCount => {
  let current = 0;
  return {
    count: async (c, next) => {
      if (c.req.path.startsWith('/health/')) return next();
      current += 1;
      try {
        await next();
      } finally {
        current -= 1;
      }
    },
    current: () => current,
  };
};
