/**
 * Nothing is written into a database that was not named for it.
 *
 * 1. Before a packet is sent: the connection is listed, or its server can only be this machine; it is not protected,
 *    and neither is another connection to the same address, port and database.
 * 2. After the log-in and before any write: the server's identity and the database's name are those of no protected
 *    database, and not those of the source. A port that is forwarded to a protected server is recognised so.
 * 3. `sync.allow_clones` lets a server through that was made from a base backup: another process with the same
 *    identity. The very server of a protected database, or of the source, is refused all the same.
 */
import { lookup } from 'node:dns/promises';
import { isIPv6, SocketAddress } from 'node:net';
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
  /** When the server's process was started, in seconds: no other server with this identity has the same. */
  readonly started: string;
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
  const refuse = (other: ServerIdentity, what: string): void => {
    if (other.system !== own.system || other.database !== own.database) return;
    if (other.started === own.started) throw refused(destination.name, `it is ${what}, under another address`);
    if (sync.allowClones) return;
    throw refused(
      destination.name,
      `its server has the identity of ${what}, and the same database name; if it is a copy made from a base backup, set sync.allow_clones`,
    );
  };
  if (source !== undefined) refuse(await ask(source), `the source "${source.name}"`);
  for (const one of kept) {
    const other = await ask(one).catch((error: unknown) => {
      warn(
        `Cannot ask "${one.name}", which is protected, whether it is "${destination.name}" under another address: ${error instanceof StevedoreError ? error.message : String(error)}`,
      );
      return undefined;
    });
    if (other !== undefined) refuse(other, `"${one.name}", which is protected`);
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
    'select system_identifier::text as system, current_database()::text as database, extract(epoch from pg_catalog.pg_postmaster_start_time())::text as started from pg_catalog.pg_control_system()',
    [],
    `Cannot read the identity of the server of "${name}"`,
  );
  return {
    name,
    system: String(row?.['system']),
    started: String(row?.['started']),
    database: String(row?.['database']),
  };
};

/** Whether two connections lead to one database, as far as their addresses tell it, written in whatever way. */
export const isSameDatabase = async (
  one: Database,
  other: Database,
  resolve: (host: string) => Promise<readonly string[]> = addressesOf,
): Promise<boolean> => {
  if (one.database !== other.database || one.address.port !== other.address.port) return false;
  if (one.address.host === other.address.host) return true;
  const places = (each: Database): Promise<readonly string[]> => placesOf(each, resolve).catch(() => []);
  const [own, others] = [await places(one), await places(other)];
  return own.some((place) => others.includes(place));
};

const placesOf = async (
  { name, address: { host } }: Database,
  resolve: (host: string) => Promise<readonly string[]>,
): Promise<string[]> => {
  if (host.startsWith('/')) return [host];
  const found = await resolve(host).catch((error: unknown) => {
    throw new StevedoreError('POSTGRES_UNREACHABLE', `Cannot find the server of "${name}": ${String(error)}`, {
      cause: error,
    });
  });
  return found.map(oneWriting);
};

/** An address in one way of writing: that of version 4 where it has one. */
const oneWriting = (address: string): string => {
  if (!isIPv6(address)) return address;
  const short = new SocketAddress({ address, family: 'ipv6' }).address;
  return short.replace(/^::ffff:(?=\d+\.)/i, '');
};

const addressesOf = async (host: string): Promise<string[]> =>
  (await lookup(host, { all: true })).map(({ address }) => address);

const refused = (name: string, why: string): StevedoreError =>
  new StevedoreError('DESTINATION_REFUSED', `Cannot write into "${name}": ${why}`);
