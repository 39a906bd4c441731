/**
 * Copies the definitions of one database into another by the product alone: its arguments are the two ports, the two
 * databases, and perhaps `reconcile`. Prints what it did as JSON. Tests run it with a PATH that has no tool of
 * PostgreSQL.
 */
import type { PostgresConnection } from '../../src/connectors/postgres/open-connection.js';
import { withConnection } from '../../src/connectors/postgres/open-connection.js';
import { readCatalog } from '../../src/database-sync/catalog/read-catalog.js';
import { reconcileGrants } from '../../src/database-sync/ddl/attached/reconcile-grants.js';
import { prepareCreating, runStatements } from '../../src/database-sync/ddl/run-statements.js';
import { writeDdl } from '../../src/database-sync/ddl/write-ddl.js';

export interface Copied {
  readonly statements: number;
  readonly unwritten: readonly { readonly type: string; readonly identity: string; readonly reason: string }[];
  /** Statements that the grants of the copy needed afterwards. */
  readonly reconciled: readonly string[];
}

const [, , sourcePort, targetPort, source = '', target = '', reconcile] = process.argv;

const connected = <T>(
  port: string | undefined,
  database: string,
  body: (connection: PostgresConnection) => Promise<T>,
) =>
  withConnection(
    {
      address: { host: '127.0.0.1', port: Number(port) },
      database,
      account: { user: 'postgres', password: '' },
      tls: 'off',
    },
    { applicationName: 'copy-definitions' },
    body,
  );

const catalog = await connected(sourcePort, source, readCatalog);
const copied = await connected(targetPort, target, async (connection): Promise<Copied> => {
  const ddl = writeDdl(catalog, { version: connection.serverVersion });
  const all = [...ddl.pre, ...ddl.data, ...ddl.post, ...ddl.grants, ...ddl.refresh];
  await prepareCreating(connection);
  await runStatements(connection, all);
  const reconciled = reconcile === 'reconcile' ? reconcileGrants(catalog, await readCatalog(connection)) : [];
  await runStatements(connection, reconciled);
  return { statements: all.length, unwritten: ddl.unwritten, reconciled };
});
process.stdout.write(JSON.stringify(copied));
