import type { Context } from 'hono';

/** Sets `Link: <…>; rel="next"`: this request with `place` added to its query. */
export const linkNext = (c: Context, place: Readonly<Record<string, string | number>>): void => {
  const url = new URL(c.req.url);
  for (const [name, value] of Object.entries(place)) url.searchParams.set(name, String(value));
  c.header('link', `<${url.pathname}${url.search}>; rel="next"`);
};
