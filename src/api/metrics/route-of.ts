import type { Context } from 'hono';
import { matchedRoutes } from 'hono/route';

/** The template of the request's route, `/api/v1/runs/{id}`; `none` where it matched none. After the handler. */
export const routeOf = (c: Context): string => {
  // A handler for every path is no route.
  const found = matchedRoutes(c).findLast(({ path }) => !path.endsWith('*'));
  return found === undefined ? 'none' : found.path.replaceAll(/:(\w+)/g, '{$1}');
};
