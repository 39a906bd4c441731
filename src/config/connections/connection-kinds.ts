import * as z from 'zod';
import type { ConnectionKind, ConnectionSettings } from '../../contracts/connections/connection.js';
import type { LoadContext } from '../load-context.js';
import type { ConnectionKindOf } from './connection-kind.js';
import { httpConnection } from './http-connection.js';
import { mysqlConnection } from './mysql-connection.js';
import { postgresConnection } from './postgres-connection.js';
import { sftpConnection } from './sftp-connection.js';

const CONNECTION_KINDS: { readonly [K in ConnectionKind]: ConnectionKindOf<K> } = {
  postgres: postgresConnection,
  mysql: mysqlConnection,
  sftp: sftpConnection,
  http: httpConnection,
};

const kindOf = (kind: ConnectionKind) => CONNECTION_KINDS[kind] as ConnectionKindOf<ConnectionKind>;

/** A block of a connection after the schema: the rest is known to its kind. */
interface ConnectionBlock {
  readonly kind: ConnectionKind;
}

/** An entry of `connections:`, of whatever kind. */
export const connectionBlock = (): z.ZodType<ConnectionBlock> => {
  const { postgres, mysql, sftp, http } = CONNECTION_KINDS;
  return z.discriminatedUnion('kind', [postgres.block, mysql.block, sftp.block, http.block], {
    error: 'must be "postgres", "mysql", "sftp" or "http"',
  });
};

const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/** The connections of the file, in its order. */
export const connectionSettings = (
  blocks: Readonly<Record<string, ConnectionBlock>>,
  context: LoadContext,
): ConnectionSettings[] =>
  Object.entries(blocks).map(([name, block]) => {
    const path = ['connections', name];
    if (!NAME.test(name)) {
      const state = 'has an invalid name: at most 64 of letters, digits, "_" and "-", beginning with a letter';
      context.problems.add(path, state, { onKey: true });
    }
    const { kind } = block;
    return { ...kindOf(kind).settings(block, path, context), name, kind } as ConnectionSettings;
  });

/** Every secret value of a connection. */
export const connectionSecrets = (connection: ConnectionSettings): readonly (string | undefined)[] =>
  kindOf(connection.kind).secrets(connection);
