import { StevedoreError } from '../errors.js';
import type { HttpSettings } from './http.js';
import type { MysqlSettings } from './mysql.js';
import type { PostgresSettings } from './postgres.js';
import type { SftpServerSettings } from './sftp.js';

/** What each kind of connection needs beside its name. */
export interface ConnectionKinds {
  postgres: PostgresSettings;
  /** One account for everything: the three of the dump import are the same here. */
  mysql: MysqlSettings & { readonly database: string };
  sftp: SftpServerSettings;
  http: HttpSettings;
}

export type ConnectionKind = keyof ConnectionKinds;

/** A server that the configuration names under `connections:`. */
export type ConnectionOf<K extends ConnectionKind> = ConnectionKinds[K] & { readonly name: string; readonly kind: K };

export type ConnectionSettings = { [K in ConnectionKind]: ConnectionOf<K> }[ConnectionKind];

/** The connections of one kind, in the order of the file. */
export const connectionsOf = <K extends ConnectionKind>(
  { connections }: { readonly connections: readonly ConnectionSettings[] },
  kind: K,
): ConnectionOf<K>[] => connections.filter((each): each is ConnectionOf<K> & ConnectionSettings => each.kind === kind);

/** The connection of this name; throws CONNECTION_UNKNOWN. */
export const findConnection = (
  { connections }: { readonly connections: readonly ConnectionSettings[] },
  name: string,
): ConnectionSettings => {
  const found = connections.find((each) => each.name === name);
  if (found !== undefined) return found;
  const known = connections.map((each) => `"${each.name}"`).join(', ');
  const advice = known === '' ? 'the configuration names none' : `the configuration names ${known}`;
  throw new StevedoreError(
    'CONNECTION_UNKNOWN',
    `Cannot use the connection "${name.slice(0, 100)}": there is none of that name; ${advice}`,
  );
};
