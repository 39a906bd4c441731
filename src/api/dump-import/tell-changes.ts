import type { MiddlewareHandler } from 'hono';

/** Tells of requests that may have changed something, when they are answered. */
export const tellChanges = () => {
  const calls: (() => void)[] = [];
  const tell: MiddlewareHandler = async (c, next) => {
    await next();
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') for (const call of calls) call();
  };
  return { tell, onChange: (call: () => void): void => void calls.push(call) };
};
