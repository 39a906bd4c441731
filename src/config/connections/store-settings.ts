import { CONTROL_SCHEMA } from '../../contracts/dump-import/target-names.js';
import type { ConnectionSettings } from '../../contracts/connections/connection.js';
import { connectionsOf } from '../../contracts/connections/connection.js';
import { refusalOf } from '../../contracts/database-sync/destination.js';
import type { SyncSettings } from '../../contracts/database-sync/settings.js';
import type { MysqlSettings } from '../../contracts/connections/mysql.js';
import type { StoreSettings } from '../../contracts/settings.js';
import type { LoadContext } from '../load-context.js';
import { mysqlUrl } from './mysql-url.js';
import { postgresUrl } from './postgres-url.js';
import type { SettingsFile } from '../settings-schema.js';
import { isLocal, tlsSetting } from '../fields/tls-setting.js';

/**
 * Where runs are kept: `store.url`, or the schema `stevedore` on the target, as the publisher, or on the first
 * connection of kind `postgres`; where databases are copied, on the first that may be written.
 */
export const storeSettings = (
  block: SettingsFile['store'],
  mysql: MysqlSettings | undefined,
  connections: readonly ConnectionSettings[],
  context: LoadContext,
  sync?: Pick<SyncSettings, 'destinations' | 'protected'>,
): StoreSettings => {
  const { url, schema = CONTROL_SCHEMA } = block;
  const { problems } = context;
  const onTarget: StoreSettings = {
    kind: 'mysql',
    address: mysql?.address ?? { host: '', port: 0 },
    tls: mysql?.tls ?? 'off',
    account: mysql?.publisher ?? { user: '', password: '' },
    schema: CONTROL_SCHEMA,
    createSchema: true,
  };
  if (url === undefined) {
    for (const key of ['tls', 'schema'] as const) {
      if (block[key] !== undefined) problems.add(['store', key], 'needs store.url');
    }
    if (mysql !== undefined) return onTarget;
    const databases = connectionsOf({ connections }, 'postgres');
    // Where databases are copied, their sources are only read.
    const [first] = sync === undefined ? databases : databases.filter((each) => refusalOf(each, sync) === undefined);
    if (first !== undefined) {
      const { address, tls, account, database } = first;
      return { kind: 'postgres', address, tls, account, database, schema: CONTROL_SCHEMA };
    }
    context.missing(['store', 'url'], 'give it, "mysql", or a connection of kind "postgres"');
    return onTarget;
  }
  const tlsFor = (host: string) => tlsSetting(block.tls, isLocal(host) ? 'off' : 'system', ['store', 'tls'], context);
  const postgres = postgresUrl(url);
  if (postgres?.account !== undefined && postgres.database !== '') {
    const { address, account, database } = postgres;
    if (Buffer.byteLength(schema) > 63) problems.add(['store', 'schema'], 'must not be longer than 63 bytes');
    if (/^pg_/.test(schema)) problems.add(['store', 'schema'], 'must not begin with "pg_", which PostgreSQL reserves');
    return { kind: 'postgres', address, tls: tlsFor(address.host), account, database, schema };
  }
  const parts = mysqlUrl(url);
  if (parts?.account !== undefined && parts.database !== '') {
    if (block.schema !== undefined)
      problems.add(['store', 'schema'], 'is for PostgreSQL: with MySQL the URL names the schema');
    const { address, account, database } = parts;
    return { kind: 'mysql', address, tls: tlsFor(address.host), account, schema: database, createSchema: false };
  }
  problems.add(['store', 'url'], STORE_URL_RULE);
  return onTarget;
};

export const STORE_URL_RULE =
  'must be "mysql://<user>:<password>@<host>:<port>/<schema>" or "postgres://<user>:<password>@<host>:<port>/<database>", with special characters in %-notation and without "?"';
