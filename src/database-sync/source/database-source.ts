import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import type { PostgresSettings } from '../../contracts/connections/postgres.js';
import type { LargeObjects, SyncSource } from './sync-source.js';
import { readServerFacts } from '../../connectors/postgres/server-facts.js';
import { withConnection } from '../../connectors/postgres/open-connection.js';
import { StevedoreError } from '../../contracts/errors.js';
import { readPrepared } from '../catalog/read-catalog.js';
import { digestLargeObjects } from '../copy/copy-large-objects.js';
import { readSequenceValues } from '../copy/copy-sequences.js';
import { planCopies } from '../copy/plan-copies.js';
import type { TableCopy } from '../copy/plan-copies.js';
import { readPages, readSizes } from '../copy/read-sizes.js';
import { shareSnapshot } from '../copy/shared-snapshot.js';
import { planDdl } from '../ddl/plan-ddl.js';
import { writePlanned } from '../ddl/write-ddl.js';
import { isGenerationSchema } from '../generation-names.js';
import { fillLargeObjects } from '../sql-file/write/large-objects.js';
import { checkReadable, listed } from './check-readable.js';
import type { ReadingSessions } from './reading-sessions.js';
import { readingSessions } from './reading-sessions.js';
import { sourceRoles } from './source-roles.js';
import { tableRows } from './table-rows.js';

export interface DatabaseSourceOptions {
  readonly applicationName: string;
  readonly signal?: AbortSignal;
  /** Of the server that the definitions are for. */
  readonly targetVersion: number;
  /** @default every schema but this program's own, and what stands in no schema */
  readonly schemas?: readonly string[];
}

/**
 * A database under one snapshot: its definitions, the plan of its rows, its sequences. It is only read.
 *
 * Throws SOURCE_UNSUITABLE where the account cannot read every row, or a schema does not exist; SNAPSHOT_LOST.
 */
export const openDatabaseSource = async (
  settings: PostgresSettings,
  { targetVersion, schemas: asked, applicationName, signal }: DatabaseSourceOptions,
): Promise<SyncSource> => {
  const session = { applicationName, ...(signal === undefined ? {} : { signal }) };
  const facts = await withConnection(settings, session, async (connection) => {
    const known = await userSchemas(connection);
    const schemas = known.filter((name) => asked?.includes(name) ?? true);
    const missing = asked?.filter((name) => !known.includes(name)) ?? [];
    if (missing.length > 0)
      throw new StevedoreError(
        'SOURCE_UNSUITABLE',
        `Cannot copy the schemas ${listed(missing)}: the source has none of that name, or it is of this program`,
      );
    await checkReadable(connection, schemas);
    const { encoding } = await readServerFacts(connection);
    const sizes = await readSizes(connection);
    const pages = await readPages(connection);
    return { schemas, encoding, sizes, pages, takenAt: new Date().toISOString() };
  });
  const { schemas } = facts;
  const snapshot = await shareSnapshot(settings, session);
  const sessions = readingSessions(snapshot);
  const close = async () => {
    await sessions.close();
    await snapshot.close();
  };
  try {
    const catalog = await sessions.use(readPrepared, signal);
    const scope = { schemas, outside: asked === undefined ? 'all' : 'needed' } as const;
    const options = { version: targetVersion, scope };
    const plan = planDdl(catalog, options);
    const relations = catalog.relations.filter(({ oid }) => plan.written.has(`pg_class:${oid}`));
    const copies = planCopies({ ...catalog, relations }, facts.sizes);
    const sequences = catalog.sequences.filter(
      ({ oid, schema }) => schemas.includes(schema) && plan.covered.has(`pg_class:${oid}`),
    );
    const oids = new Map(relations.map(({ oid, schema, name }) => [`${schema}.${name}`, oid]));
    const pagesOf = ({ table }: TableCopy) => facts.pages.get(oids.get(table) ?? 0) ?? 0;
    return {
      kind: 'database',
      version: catalog.version,
      takenAt: facts.takenAt,
      schemas,
      ddl: writePlanned(catalog, plan, options),
      catalog,
      encoding: facts.encoding,
      roles: sourceRoles(catalog, plan, scope),
      tables: copies.map((copy) => tableRows(copy, { sessions, signal, pages: pagesOf(copy) })),
      ...(plan.largeObjects.length === 0
        ? {}
        : {
            largeObjects: readLargeObjects(
              sessions,
              plan.largeObjects.map(({ oid }) => oid),
              signal,
            ),
          }),
      sequences: () => withConnection(settings, session, (connection) => readSequenceValues(connection, sequences)),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
};

const readLargeObjects = (
  sessions: ReadingSessions,
  oids: readonly number[],
  signal: AbortSignal | undefined,
): LargeObjects => ({
  copyTo: (target) =>
    sessions.use(async (session) => {
      for await (const statements of fillLargeObjects(session, oids))
        await target.execute(statements, [], 'Cannot write a large object');
    }, signal),
  digests: () => sessions.use(digestLargeObjects, signal),
});

/** The schemas of users, without those of extensions and of this program. */
export const userSchemas = async (connection: PostgresConnection): Promise<readonly string[]> => {
  const rows = await connection.query(
    `select n.nspname::text as name from pg_namespace n where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
        and not exists (select from pg_depend e where e.classid = 'pg_namespace'::regclass and e.objid = n.oid and e.deptype = 'e')
      order by 1`,
    [],
    'Cannot read the schemas',
  );
  return rows.map(({ name }) => String(name)).filter((name) => !isGenerationSchema(name));
};
