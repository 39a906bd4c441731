import type { MysqlAccount } from '../../contracts/connections/mysql.js';
import { urlOf } from '../fields/fields.js';

export interface UrlParts {
  readonly address: { readonly host: string; readonly port: number };
  readonly account: MysqlAccount | undefined;
  readonly database: string;
}

/** The parts of a `mysql://` or `mariadb://` URL; undefined if it is not one. */
export const mysqlUrl = (text: string): UrlParts | undefined => {
  const url = urlOf(text, ['mysql:', 'mariadb:']);
  if (url === undefined || url.search !== '' || url.hash !== '') return undefined;
  try {
    const user = decodeURIComponent(url.username);
    return {
      address: { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: url.port === '' ? 3_306 : Number(url.port) },
      account: user === '' ? undefined : { user, password: decodeURIComponent(url.password) },
      database: decodeURIComponent(url.pathname.slice(1)),
    };
  } catch {
    return undefined;
  }
};
