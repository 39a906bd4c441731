import { urlOf } from '../fields/fields.js';
import type { UrlParts } from './mysql-url.js';

/** The parts of a `postgres://` or `postgresql://` URL; undefined if it is not one. */
export const postgresUrl = (text: string): UrlParts | undefined => {
  const url = urlOf(text, ['postgres:', 'postgresql:']);
  if (url === undefined || url.search !== '' || url.hash !== '') return undefined;
  // One server: where a write goes must not depend on which of two answers first.
  if (url.hostname.includes(',') || /%2c/i.test(url.hostname)) return undefined;
  try {
    const user = decodeURIComponent(url.username);
    return {
      // A socket's folder is written %2Fvar%2Frun%2Fpostgresql.
      address: {
        host: decodeURIComponent(url.hostname).replace(/^\[(.*)\]$/, '$1'),
        port: url.port === '' ? 5_432 : Number(url.port),
      },
      account: user === '' ? undefined : { user, password: decodeURIComponent(url.password) },
      database: decodeURIComponent(url.pathname.slice(1)),
    };
  } catch {
    return undefined;
  }
};
