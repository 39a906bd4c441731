/**
 * Nothing is written into a database that was not named for it.
 *
 * 1. Before a packet is sent: the connection is listed, or its server can only be this machine; it is not protected,
 *    and neither is another connection to the same address, port and database.
 * 2. After the log-in and before any write: the server's identity and the database's name are those of no protected
 *    database, and not those of the source. A port that is forwarded to a protected server is recognised so.
 */
import { lookup } from 'node:dns/promises';
import type { PostgresConnection } from '../connectors/postgres/open-connection.js';
import type { ConnectionOf } from '../contracts/connections/connection.js';
import type { SyncSettings } from '../contracts/database-sync/settings.js';
import { withConnection } from '../connectors/postgres/open-connection.js';
import { isLoopbackAddress, refusalOf } from '../contracts/database-sync/destination.js';
import { StevedoreError } from '../contracts/errors.js';

type Database = ConnectionOf<'postgres'>;

export interface DestinationRules {
  readonly sync: Pick<SyncSettings, 'destinations' | 'protected' | 'allowClones'>;
  /** Connections of `sync.protected`. */
  readonly protected: readonly Database[];
  /** Addresses of a host; of a socket none is asked for. @default the system's resolver */
  readonly resolve?: (host: string) => Promise<readonly string[]>;
}

/** Throws DESTINATION_REFUSED. Nothing is sent to any server but the resolver's. */
export const checkDestination = async (destination: Database, rules: DestinationRules): Promise<void> => {
  const { sync, protected: kept, resolve = addressesOf } = rules;
  const refusal = refusalOf(destination, sync);
  if (refusal !== undefined) throw refused(destination.name, refusal);
  const addresses = await placesOf(destination, resolve);
  if (sync.destinations === undefined && !addresses.every((each) => each.startsWith('/') || isLoopbackAddress(each)))
    throw refused(
      destination.name,
      `"${destination.address.host}" is not this machine; list it in sync.destinations (SYNC_DESTINATIONS) to allow it`,
    );
  for (const one of kept) {
    if (one.database !== destination.database || one.address.port !== destination.address.port) continue;
    const others = await placesOf(one, resolve).catch(() => [one.address.host]);
    if (others.some((address) => addresses.includes(address)))
      throw refused(destination.name, `it is "${one.name}", which is protected (sync.protected)`);
  }
};

export interface ServerIdentity {
  readonly name: string;
  /** Of the cluster; a server made from a base backup has that of its origin. */
  readonly system: string;
  readonly database: string;
}

/**
 * Compares the server that answered with those of protected databases and of the source; `warn` hears of protected ones
 * that nobody can ask. Throws DESTINATION_REFUSED.
 */
export const checkIdentity = async (
  destination: Database,
  { sync, protected: kept }: DestinationRules,
  source: Database | undefined,
  { signal, warn = () => undefined }: { readonly signal?: AbortSignal; readonly warn?: (text: string) => void } = {},
): Promise<void> => {
  const ask = (database: Database) => readIdentity(database, signal);
  const own = await ask(destination);
  if (source !== undefined && !sync.allowClones && isSame(await ask(source), own))
    throw refused(
      destination.name,
      `its server has the identity of the source "${source.name}", and the same database name; if it is a copy made from a base backup, set sync.allow_clones`,
    );
  for (const one of kept) {
    const other = await ask(one).catch((error: unknown) => {
      warn(
        `Cannot ask "${one.name}", which is protected, whether it is "${destination.name}" under another address: ${error instanceof StevedoreError ? error.message : String(error)}`,
      );
      return undefined;
    });
    if (other !== undefined && isSame(other, own) && !sync.allowClones)
      throw refused(
        destination.name,
        `its server has the identity of "${one.name}", which is protected, and the same database name; if it is a copy made from a base backup, set sync.allow_clones`,
      );
  }
};

const readIdentity = (database: Database, signal: AbortSignal | undefined): Promise<ServerIdentity> =>
  withConnection(
    database,
    { applicationName: 'stevedore check', ...(signal === undefined ? {} : { signal }) },
    (connection) => identityOf(connection, database.name),
  );

const identityOf = async (connection: PostgresConnection, name: string): Promise<ServerIdentity> => {
  const [row] = await connection.query(
    'select system_identifier::text as system, current_database()::text as database from pg_catalog.pg_control_system()',
    [],
    `Cannot read the identity of the server of "${name}"`,
  );
  return { name, system: String(row?.['system']), database: String(row?.['database']) };
};

const isSame = (one: ServerIdentity, other: ServerIdentity): boolean =>
  one.system === other.system && one.database === other.database;

const placesOf = async ({ address: { host } }: Database, resolve: (host: string) => Promise<readonly string[]>) =>
  host.startsWith('/') ? [host] : resolve(host);

const addressesOf = async (host: string): Promise<string[]> =>
  (await lookup(host, { all: true })).map(({ address }) => address);

const refused = (name: string, why: string): StevedoreError =>
  new StevedoreError('DESTINATION_REFUSED', `Cannot write into "${name}": ${why}`);
