import type { MysqlAccount, MysqlSettings } from '../../contracts/connections/mysql.js';
import type { LoadContext } from '../load-context.js';
import { mysqlUrl } from './mysql-url.js';
import type { UrlParts } from './mysql-url.js';
import type { SettingsFile } from '../settings-schema.js';
import { isLoopback, tlsSetting } from '../fields/tls-setting.js';

type MysqlBlock = NonNullable<SettingsFile['mysql']>;

/** The target server and its three accounts, from `mysql:` or `MYSQL_URL`. */
export const mysqlSettings = (block: MysqlBlock, context: LoadContext): MysqlSettings => {
  const fromUrl = block.url === undefined ? undefined : readUrl(block, context);
  const address = fromUrl?.address ?? addressOf(block, context);
  const shared =
    fromUrl?.account ?? (block.user === undefined ? undefined : { user: block.user, password: block.password ?? '' });
  const account = (name: 'loader' | 'publisher'): MysqlAccount => {
    const found = block[name] ?? shared;
    if (found === undefined && (block.url === undefined || fromUrl !== undefined)) {
      context.missing(['mysql', name], 'give it, or one "user" and "password" for all accounts');
    }
    return found ?? { user: '', password: '' };
  };
  const publisher = account('publisher');
  const local = 'socket' in address || isLoopback(address.host);
  return {
    address,
    tls: tlsSetting(block.tls, local ? 'off' : 'system', ['mysql', 'tls'], context),
    loader: account('loader'),
    publisher,
    owner: block.owner ?? publisher,
  };
};

const addressOf = (block: MysqlBlock, { missing, problems }: LoadContext): MysqlSettings['address'] => {
  if (block.socket !== undefined) {
    if (block.host !== undefined) problems.add(['mysql', 'socket'], 'and mysql.host exclude each other');
    return { socket: block.socket };
  }
  if (block.host === undefined && block.url === undefined) {
    missing(['mysql', 'host'], 'give it, "socket" or "url", or set MYSQL_URL');
  }
  return { host: block.host ?? '', port: block.port ?? 3_306 };
};

const readUrl = (block: MysqlBlock, { problems }: LoadContext): Pick<UrlParts, 'address' | 'account'> | undefined => {
  const rivals = (['host', 'port', 'socket', 'user', 'password'] as const).filter((key) => block[key] !== undefined);
  for (const key of rivals) problems.add(['mysql', key], 'and mysql.url exclude each other');
  const parts = mysqlUrl(block.url ?? '');
  if (parts === undefined) problems.add(['mysql', 'url'], MYSQL_URL_RULE);
  return parts;
};

export const MYSQL_URL_RULE =
  'must be "mysql://<user>:<password>@<host>:<port>/", with special characters in %-notation and without "?"';
