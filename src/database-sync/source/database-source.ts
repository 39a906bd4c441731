import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import type { PostgresSettings } from '../../contracts/connections/postgres.js';
import type { SyncSelection } from '../../contracts/database-sync/selection.js';
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
import { writePlanned } from '../ddl/write-ddl.js';
import { isGenerationSchema } from '../generation-names.js';
import { missingRolesOf, planSource } from '../profiles/plan-source.js';
import { includesSchema, isPlatformSchema, isSupabase, leavesPlatform } from '../profiles/supabase.js';
import type { TargetFacts } from '../profiles/target-facts.js';
import { fillLargeObjects } from '../sql-file/write/large-objects.js';
import { checkReadable, listed } from './check-readable.js';
import { leftOutSchemas } from './left-out.js';
import type { ReadingSessions } from './reading-sessions.js';
import { readingSessions } from './reading-sessions.js';
import { sourceRoles } from './source-roles.js';
import { tableRows } from './table-rows.js';

export interface DatabaseSourceOptions extends SyncSelection {
  readonly applicationName: string;
  readonly signal?: AbortSignal;
  /** Of the server that the definitions are for. */
  readonly targetVersion: number;
  /** What the definitions are fitted to. */
  readonly target?: TargetFacts;
}

/**
 * A database under one snapshot: its definitions, the plan of its rows, its sequences. It is only read.
 *
 * Throws SOURCE_UNSUITABLE where the account cannot read every row, or a schema does not exist; SNAPSHOT_LOST.
 */
export const openDatabaseSource = async (
  settings: PostgresSettings,
  { targetVersion, target, applicationName, signal, ...selection }: DatabaseSourceOptions,
): Promise<SyncSource> => {
  const session = { applicationName, ...(signal === undefined ? {} : { signal }) };
  const facts = await withConnection(settings, session, async (connection) => {
    const chosen = await chooseSchemas(connection, selection, target?.isSupabase);
    await checkReadable(connection, chosen.schemas);
    const { encoding } = await readServerFacts(connection);
    const sizes = await readSizes(connection);
    const pages = await readPages(connection);
    // Another server's database may have the roles of a project beside it, and yet give them nothing.
    const knownRoles = (await isSupabase(connection)) ? await rolesOf(connection) : undefined;
    const leftOut = selection.schemas === undefined ? await leftOutSchemas(connection) : [];
    return { ...chosen, encoding, sizes, pages, knownRoles, leftOut, takenAt: new Date().toISOString() };
  });
  const { schemas } = facts;
  const snapshot = await shareSnapshot(settings, session);
  const sessions = readingSessions(snapshot);
  const close = async () => {
    await sessions.close();
    await snapshot.close();
  };
  try {
    const { catalog, scope, plan, warnings, additions } = planSource(await sessions.use(readPrepared, signal), {
      ...{ selection, schemas, leavesPlatform: facts.leavesPlatform, version: targetVersion },
      ...(target === undefined ? {} : { target }),
    });
    const options = { version: targetVersion, scope };
    const roles = sourceRoles(catalog, plan, scope);
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
      missingRoles: missingRolesOf(selection, facts.leavesPlatform),
      warnings: [...facts.leftOut, ...warnings],
      additions,
      knownRoles: facts.knownRoles ?? [...roles.owners, ...roles.others],
      encoding: facts.encoding,
      roles,
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

const rolesOf = async (connection: PostgresConnection): Promise<readonly string[]> => {
  const rows = await connection.query(
    'select rolname::text as name from pg_catalog.pg_roles',
    [],
    'Cannot read the roles',
  );
  return rows.map(({ name }) => String(name));
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

/**
 * The schemas of a database that are copied, and whether its platform's own is left alone. `atTarget` says that the
 * other end is a project of Supabase. Throws SOURCE_UNSUITABLE for one that does not exist.
 */
export const chooseSchemas = async (
  connection: PostgresConnection,
  { schemas: asked, profile = 'plain', include = [] }: SyncSelection,
  atTarget = false,
): Promise<{ readonly schemas: readonly string[]; readonly leavesPlatform: boolean }> => {
  const known = await userSchemas(connection);
  const missing = asked?.filter((name) => !known.includes(name)) ?? [];
  if (missing.length > 0)
    throw new StevedoreError(
      'SOURCE_UNSUITABLE',
      `Cannot copy the schemas ${listed(missing)}: the source has none of that name, or it is of this program`,
    );
  const leaves = leavesPlatform(profile, profile === 'auto' && (atTarget || (await isSupabase(connection))));
  const isChosen = (name: string): boolean =>
    asked?.includes(name) === true ||
    (leaves && isPlatformSchema(name) ? includesSchema(include, name) : asked === undefined);
  return { schemas: known.filter(isChosen), leavesPlatform: leaves };
};

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
