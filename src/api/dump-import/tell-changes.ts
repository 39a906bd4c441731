import type { MiddlewareHandler } from 'hono';

/** Tells of requests that may have changed something, when they are answered. */
export const tellChanges = () => {
  const calls: (() => void)[] = [];
  const changed = (): void => {
    for (const call of calls) call();
  };
  const tell: MiddlewareHandler = async (c, next) => {
    await next();
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') changed();
  };
  return { tell, changed, onChange: (call: () => void): void => void calls.push(call) };
};
