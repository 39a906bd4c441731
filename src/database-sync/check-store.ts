import { withConnection } from '../connectors/postgres/open-connection.js';
import type { PostgresSettings } from '../contracts/connections/postgres.js';
import type { ConnectionOf } from '../contracts/connections/connection.js';
import { StevedoreError } from '../contracts/errors.js';
import type { StoreSettings } from '../contracts/settings.js';
import { MARK_SCHEMA } from './generation-names.js';

type Database = ConnectionOf<'postgres'>;

/**
 * Throws DESTINATION_REFUSED if the runs of this installation are kept in the database, under whatever address, and a
 * publish would rename it: they would go away with it.
 */
export const checkStore = async (destination: Database, store: StoreSettings, signal?: AbortSignal): Promise<void> => {
  if (!(await holdsStore(destination, store, signal))) return;
  throw new StevedoreError(
    'DESTINATION_REFUSED',
    `Cannot rename "${destination.name}": the runs are kept in it, and would go away with it; set store.url to another database, or publish schemas (publish: schemas)`,
  );
};

/** Schemas of the database that no generation may replace: that of the runs, under a name that a source may have. */
export const reservedSchemas = async (
  destination: Database,
  store: StoreSettings,
  signal?: AbortSignal,
): Promise<string[]> =>
  store.schema !== MARK_SCHEMA && (await holdsStore(destination, store, signal)) ? [store.schema] : [];

/** Throws DESTINATION_REFUSED if the source has a schema that no generation may replace. */
export const assertNotReserved = (schemas: readonly string[], reserved: readonly string[]): void => {
  const [found] = schemas.filter((name) => reserved.includes(name));
  if (found === undefined) return;
  throw new StevedoreError(
    'DESTINATION_REFUSED',
    `Cannot replace the schema "${found}" at the target: the runs are kept in it (store.schema); set store.url to another database, or give the schema of the runs a name that the source has not`,
  );
};

const holdsStore = async (
  destination: Database,
  store: StoreSettings,
  signal: AbortSignal | undefined,
): Promise<boolean> => {
  if (store.kind !== 'postgres' || store.database !== destination.database) return false;
  const { host, port } = destination.address;
  if (store.address.host === host && store.address.port === port) return true;
  const [own, other] = await Promise.all([startOf(destination, signal), startOf(store, signal)]);
  return own === other;
};

/** When the server's process was started, to the microsecond: no other server has the same. Any account may ask. */
const startOf = (settings: PostgresSettings, signal: AbortSignal | undefined): Promise<string> =>
  withConnection(
    settings,
    { applicationName: 'stevedore check', ...(signal === undefined ? {} : { signal }) },
    async (connection) => {
      const [row] = await connection.query(
        'select extract(epoch from pg_catalog.pg_postmaster_start_time())::text as started',
        [],
        'Cannot ask when the server was started',
      );
      return String(row?.['started']);
    },
  );
