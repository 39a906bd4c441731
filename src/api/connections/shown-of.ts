import type { ConnectionKind, ConnectionOf, ConnectionSettings } from '../../contracts/connections/connection.js';
import type { TlsSetting } from '../../contracts/connections/tls.js';
import type { ConnectionJson } from './connection-schema.js';

type Shown = Omit<ConnectionJson, 'name' | 'kind'>;

/** What may be seen of a connection by whoever may ask. */
export const shownOf = (connection: ConnectionSettings): ConnectionJson => {
  const shown = SHOWN[connection.kind] as (connection: ConnectionSettings) => Shown;
  return { name: connection.name, kind: connection.kind, ...shown(connection) };
};

const SHOWN: { readonly [K in ConnectionKind]: (connection: ConnectionOf<K>) => Shown } = {
  postgres: ({ address, account, database, tls }) => ({
    address: address.host.startsWith('/') ? address.host : hostAndPort(address),
    user: account.user,
    database,
    tls: tlsOf(tls),
  }),
  mysql: ({ address, publisher, database, tls }) => ({
    address: 'socket' in address ? address.socket : hostAndPort(address),
    user: publisher.user,
    database,
    tls: tlsOf(tls),
  }),
  sftp: (connection) => ({ address: hostAndPort(connection), user: connection.username, database: null, tls: null }),
  http: ({ baseUrl, auth }) => ({
    address: baseUrl,
    user: auth !== undefined && 'username' in auth ? auth.username : null,
    database: null,
    tls: null,
  }),
};

const hostAndPort = ({ host, port }: { readonly host: string; readonly port: number }): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`;

const tlsOf = (tls: TlsSetting): Shown['tls'] => (typeof tls === 'string' ? tls : 'ca');
