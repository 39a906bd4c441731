import type { Context, Hono, MiddlewareHandler } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { StevedoreError } from '../../contracts/errors.js';

/** Throws METHOD_NOT_ALLOWED for an address that has a route, but not for this method; `Allow` lists its methods. */
export const refuseMethod = (app: Hono, answer: (error: StevedoreError, c: Context) => Response): MiddlewareHandler =>
  methodNotAllowed({
    app,
    onMethodNotAllowed: (c, methods) => {
      const allow = methods.join(', ');
      const path = c.req.path.slice(0, 200);
      const refused = answer(
        new StevedoreError(
          'METHOD_NOT_ALLOWED',
          `Cannot answer "${c.req.method} ${path}": the method is not allowed; use ${allow}`,
        ),
        c,
      );
      refused.headers.set('allow', allow);
      return refused;
    },
  });
