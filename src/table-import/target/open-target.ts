import type { ConnectionKind, ConnectionOf, ConnectionSettings } from '../../contracts/connections/connection.js';
import { findConnection } from '../../contracts/connections/connection.js';
import { StevedoreError } from '../../contracts/errors.js';
import { openMysqlTarget } from './mysql/mysql-target.js';
import { openPostgresTarget } from './postgres/postgres-target.js';
import type { TableTarget } from './table-target.js';

export interface TargetOptions {
  /** As the server shows its sessions. */
  readonly applicationName: string;
}

type Open<K extends ConnectionKind> = (settings: ConnectionOf<K>, options: TargetOptions) => TableTarget;

/** The kinds of connection that records can go into. */
const TARGETS: { readonly [K in ConnectionKind]?: Open<K> } = {
  postgres: openPostgresTarget,
  mysql: openMysqlTarget,
};

/** The database of a connection. Throws CONFIG_INVALID where it is of another kind. */
export const openTarget = (connection: ConnectionSettings, options: TargetOptions): TableTarget => {
  const open = TARGETS[connection.kind] as Open<ConnectionKind> | undefined;
  if (open !== undefined) return open(connection, options);
  throw new StevedoreError(
    'CONFIG_INVALID',
    `Cannot import into the connection "${connection.name}": it is of the kind "${connection.kind}", which has no tables`,
  );
};

/** Opens a connection's database by its name, for the time of `body`. Throws CONNECTION_UNKNOWN, CONFIG_INVALID. */
export const withTarget = async <T>(
  settings: { readonly connections: readonly ConnectionSettings[] },
  name: string,
  body: (target: TableTarget) => Promise<T>,
): Promise<T> => {
  const target = openTarget(findConnection(settings, name), { applicationName: 'stevedore' });
  try {
    return await body(target);
  } finally {
    await target.end();
  }
};
