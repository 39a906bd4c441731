import type { PostgresSettings } from '../../contracts/connections/postgres.js';
import type { Unwritten } from '../ddl/find-unwritten.js';
import type { CopiedTable, CopyTablesOptions } from './copy-tables.js';
import { withConnection } from '../../connectors/postgres/open-connection.js';
import { readCatalog, readPrepared } from '../catalog/read-catalog.js';
import { reconcileGrants } from '../ddl/attached/reconcile-grants.js';
import { prepareCreating, runStatements } from '../ddl/run-statements.js';
import { writeDdl } from '../ddl/write-ddl.js';
import { copySequences } from './copy-sequences.js';
import { copyTables } from './copy-tables.js';
import { planCopies } from './plan-copies.js';
import { readSizes } from './read-sizes.js';
import { shareSnapshot } from './shared-snapshot.js';

export interface CopiedDatabase {
  /** In the order in which they were done. */
  readonly tables: readonly CopiedTable[];
  /** What has no copy, each by name. */
  readonly unwritten: readonly Unwritten[];
}

/**
 * Copies a whole database into an empty one: definitions, rows of one moment of the source, values of sequences,
 * grants.
 *
 * 1. The source is only read. All tables are of one moment, whatever is written meanwhile.
 * 2. If it throws, the target has a part, and is to be thrown away.
 *
 * Throws SNAPSHOT_LOST if every session of the source was lost: it may be called again, on another empty database.
 */
export const copyDatabase = async (
  source: PostgresSettings,
  target: PostgresSettings,
  options: CopyTablesOptions,
): Promise<CopiedDatabase> => {
  const session = {
    applicationName: options.applicationName,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  };
  const snapshot = await shareSnapshot(source, session);
  try {
    const reader = await snapshot.open();
    const catalog = await readPrepared(reader).finally(() => reader.close());
    const sizes = await withConnection(source, session, readSizes);
    return await withConnection(target, session, async (connection) => {
      const ddl = writeDdl(catalog, { version: connection.serverVersion });
      const gone = new Set(ddl.unwritten.map(({ key }) => key));
      const written = { ...catalog, relations: catalog.relations.filter(({ oid }) => !gone.has(`pg_class:${oid}`)) };
      await prepareCreating(connection);
      await runStatements(connection, [...ddl.pre, ...ddl.data]);
      const tables = await copyTables(snapshot, target, planCopies(written, sizes), options);
      const sequences = catalog.sequences.filter(
        ({ oid, ownerTable }) => !gone.has(`pg_class:${oid}`) && !gone.has(`pg_class:${ownerTable ?? 0}`),
      );
      await withConnection(source, session, (values) => copySequences({ ...catalog, sequences }, values, connection));
      await runStatements(connection, [...ddl.post, ...ddl.grants]);
      await runStatements(connection, reconcileGrants(catalog, await readCatalog(connection)));
      await runStatements(connection, ddl.refresh);
      return { tables, unwritten: ddl.unwritten };
    });
  } finally {
    await snapshot.close();
  }
};
