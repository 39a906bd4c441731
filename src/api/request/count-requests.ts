import type { MiddlewareHandler } from 'hono';

export interface RequestCount {
  readonly count: MiddlewareHandler;
  /** Requests that came and are not answered yet. */
  readonly current: () => number;
}

/** Counts what an application is answering; whoever asks for its health is no load. */
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
