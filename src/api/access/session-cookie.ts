import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { StevedoreError } from '../../contracts/errors.js';

const NAME = 'stevedore_session';

export const readSessionCookie = (c: Context): string | undefined => getCookie(c, NAME);

/** No script can read it, and no page of another site makes a browser send it. It ends with the browser. */
export const setSessionCookie = (c: Context, token: string): void => setCookie(c, NAME, token, options(c));

export const removeSessionCookie = (c: Context): void => {
  deleteCookie(c, NAME, options(c));
};

const options = (c: Context) =>
  ({
    path: '/',
    httpOnly: true,
    sameSite: 'Strict',
    // The browser's own word for how the page was opened: a proxy may end TLS before this server.
    secure: c.req.header('origin')?.startsWith('https://') === true,
  }) as const;

/**
 * Refuses what a page of another origin has a browser send along with the cookie: pages of the same host on another
 * port are of the same site. Throws FORBIDDEN.
 */
export const assertOwnPage = (c: Context): void => {
  const from = c.req.header('sec-fetch-site');
  if (from === 'same-origin') return;
  const origin = c.req.header('origin');
  const host = c.req.header('host') ?? new URL(c.req.url).host;
  if (from === undefined && (origin === `http://${host}` || origin === `https://${host}`)) return;
  const where = origin === undefined ? 'says no origin' : `comes from a page of "${origin.slice(0, 100)}"`;
  throw new StevedoreError(
    'FORBIDDEN',
    `Cannot accept the request: it has a session's cookie and ${where}; send the key in a header instead`,
  );
};
