/**
 * Builds a generation beside what is live, whole and proved: snapshot, staging, rows, what follows the rows.
 *
 * 1. Nothing live is changed. What is called as staging is removed first, if `claim` lets it, and everything begins
 *    anew.
 * 2. All rows are of one moment of the source; sequences are read after them, so their values are beyond every row.
 * 3. A generation is returned only if each table's rows, read back from staging, have the sums that they had on the
 *    way, and every definition, owner, comment and grant is what it was when the whole schema was made on empty tables.
 * 4. So far as others let it be tried, what refers to the live schemas from outside can follow it.
 * 5. Whatever it throws, also when it is cut short: staging is removed if the target can be reached, and live is as it
 *    was. What stays is removed by the next try.
 */
import type { PostgresSettings } from '../contracts/connections/postgres.js';
import { StevedoreError } from '../contracts/errors.js';
import type { PostgresConnection } from '../connectors/postgres/open-connection.js';
import type { BuildOptions, BuiltGeneration, OpenSource } from './built-generation.js';
import type { SyncSource } from './source/sync-source.js';
import type { Staging } from './stage/staging.js';
import { withConnection } from '../connectors/postgres/open-connection.js';
import { copyLargeObjects } from './copy/copy-large-objects.js';
import { setSequenceValues } from './copy/copy-sequences.js';
import { prepareCreating, runStatements } from './ddl/run-statements.js';
import { readCatalog } from './catalog/read-catalog.js';
import { createRoles } from './profiles/create-roles.js';
import { platformGrants } from './profiles/publish-additions.js';
import { isPlatformSchema } from './profiles/supabase.js';
import { readTargetFacts } from './profiles/target-facts.js';
import { countUnfit } from './inbound/count-unfit.js';
import { tryInboundAgain } from './inbound/try-inbound.js';
import { loadRows } from './load/load-rows.js';
import { checkCopy } from './check-copy.js';
import { checkDefinitions, checkValidity, differencesOutside } from './stage/check-definitions.js';
import { createStaging } from './stage/create-staging.js';
import { onceLocksAreFree } from './once-locks-are-free.js';
import { underTrueNames } from './stage/true-names.js';
import { revokeDefaults } from './stage/revoke-defaults.js';
import { withoutStaging } from './stage/remove-staging.js';
import { stagingNames } from './stage/staged-schemas.js';
import { openStagingDatabase } from './stage/staging-database.js';

/**
 * Builds and proves a generation of the source at the target. Throws SOURCE_UNSUITABLE, TARGET_UNSUITABLE,
 * PROOF_FAILED, SNAPSHOT_LOST (it may be called again), and the errors of both servers.
 */
export const buildGeneration = async (
  openSource: OpenSource,
  target: PostgresSettings,
  options: BuildOptions,
): Promise<BuiltGeneration> => {
  const { applicationName, signal, fence, allowMissing = [], reserved = [], onProgress = () => undefined } = options;
  const ownDatabase = options.publish === 'database';
  const session = {
    applicationName,
    ...(signal === undefined ? {} : { signal }),
    ...(fence === undefined ? {} : { onOpen: fence.onOpen }),
  };
  const fenced = fence === undefined ? {} : { fence };
  const found = await withConnection(target, session, readTargetFacts);
  // A database of its own begins empty.
  const facts = ownDatabase ? { ...found, platform: new Set<string>(), publications: new Set<string>() } : found;
  onProgress({ type: 'step', step: 'snapshot' });
  const source = await openSource({ version: facts.version, facts, ...(signal === undefined ? {} : { signal }) });
  try {
    onProgress({
      type: 'plan',
      tables: source.tables.map(({ schema, name, sourceBytes }) => ({
        table: `${schema}.${name}`,
        bytes: sourceBytes,
      })),
    });
    if (ownDatabase && found.isSupabase && !source.schemas.includes('auth')) throw needsItsDatabase();
    if (!ownDatabase && found.isSupabase && options.writesPlatform !== true) refusePlatform(source.schemas);
    const warnings = [...(source.warnings ?? [])];
    warnings.push(...(await checkCopy(source, target, { ...session, ownDatabase, allowMissing, reserved })));
    const { roles } = source;
    if (source.missingRoles === 'create' && roles !== undefined)
      warnings.push(...(await withConnection(target, session, (connection) => createRoles(connection, roles, facts))));
    onProgress({ type: 'step', step: 'stage' });
    const names = stagingNames(target, source.schemas, ownDatabase);
    await options.claim?.({ names, ownDatabase });
    return await withoutStaging(target, names, { applicationName, ownDatabase, ...fenced }, async () => {
      const place = ownDatabase ? await openStagingDatabase(target, session) : target;
      const staging = await withConnection(place, session, async (connection) => {
        const kept = facts.isSupabase && !ownDatabase ? await keptAtTarget(connection, source) : NOTHING;
        warnings.push(...kept.warnings);
        return createStaging(connection, source, {
          ownDatabase,
          ...fenced,
          additions: [...kept.additions, ...(source.additions ?? [])],
          check: (made) => {
            warnings.push(...compareWithSource(source, made, allowMissing));
            if (!ownDatabase && source.catalog !== undefined)
              warnings.push(...differencesOutside(source.catalog, made));
          },
        });
      });
      onProgress({ type: 'step', step: 'copy' });
      const tables = await loadRows(source, place, staging, options);
      onProgress({ type: 'step', step: 'finish' });
      await withConnection(place, session, (connection) => finish(connection, source, staging, onProgress));
      if (!isAlone(staging))
        await withConnection(place, session, async (connection) => {
          warnings.push(...(await countUnfit(connection, staging.names)));
          warnings.push(...(await tryInboundAgain(connection, staging.names)));
        });
      const { kind, version: writtenBy, takenAt } = source;
      return {
        source: { kind, version: writtenBy, takenAt },
        database: place.database,
        schemas: staging.schemas,
        tables,
        atPublish: isAlone(staging) ? [] : staging.atPublish,
        warnings: [...new Set([...warnings, ...staging.warnings])],
      };
    });
  } finally {
    await source.close();
  }
};

const needsItsDatabase = (): StevedoreError =>
  new StevedoreError(
    'TARGET_UNSUITABLE',
    "Cannot publish the whole database: the target is a project of Supabase, whose own schemas a new one would lack; use 'publish: schemas'",
  );

/** A superuser would replace them, and with them who may log in. */
const refusePlatform = (schemas: readonly string[]): void => {
  const own = schemas.filter(isPlatformSchema);
  if (own.length > 0)
    throw new StevedoreError(
      'TARGET_UNSUITABLE',
      `Cannot replace ${own.map((name) => `"${name}"`).join(', ')}: the target is a project of Supabase, which keeps its own there; leave them out of "include" and "schemas"`,
    );
};

const NOTHING = { additions: [], warnings: [] };

const keptAtTarget = (connection: PostgresConnection, { schemas, knownRoles = [] }: SyncSource) =>
  platformGrants(connection, schemas, new Set(knownRoles));

/** A file's statements are all that it has to be compared with. */
const compareWithSource = (
  { catalog, schemas, ddl }: SyncSource,
  made: Parameters<typeof checkDefinitions>[1],
  allowMissing: readonly string[],
): string[] => {
  if (catalog === undefined) return [];
  const left = ddl.unwritten.map(({ type, identity }) => `${type} ${identity}`);
  return checkDefinitions(catalog, made, schemas, [...allowMissing, ...left]);
};

/** Large objects, sequences, row security, owners, grants, materialised views; then all definitions are compared. */
const finish = async (
  connection: PostgresConnection,
  source: SyncSource,
  staging: Staging,
  onProgress: NonNullable<BuildOptions['onProgress']>,
): Promise<void> => {
  const onceFree = <T>(body: () => Promise<T>) =>
    onceLocksAreFree(body, (text) => onProgress({ type: 'notice', text }));
  await prepareCreating(connection);
  const names = staging.schemas.map((each) => each.staging);
  const stagingOf = new Map(staging.schemas.map(({ name, staging: of }) => [name, of]));
  if (isAlone(staging) && source.largeObjects !== undefined) await copyLargeObjects(source.largeObjects, connection);
  const { later, analyze, refresh } = staging.bound;
  if (later.length > 0)
    await onceFree(() =>
      underTrueNames(connection, staging.names, () =>
        runStatements(connection, [
          ...later.flatMap(({ statements }) => statements),
          ...analyze.map((table) => `ANALYZE ${table}`),
        ]),
      ),
    );
  await setSequenceValues(connection, await source.sequences(), (schema) => stagingOf.get(schema) ?? schema);
  await revokeDefaults(connection, names, staging.early);
  await runStatements(connection, staging.grants);
  // A query runs with the rights of the view's owner, who may see some rows only, as at the source.
  await connection.execute('set row_security = on');
  await runStatements(connection, staging.refresh);
  if (refresh.length > 0)
    await onceFree(() => underTrueNames(connection, staging.names, () => runStatements(connection, refresh)));
  if (isAlone(staging))
    await runStatements(
      connection,
      staging.atPublish.map(({ statement }) => statement),
    );
  const made = await onceFree(() => readCatalog(connection));
  checkDefinitions(staging.reference, made, names);
  checkValidity(staging.reference, made, names);
};

/** In a database of its own nothing acts on what is live. */
const isAlone = ({ schemas }: Staging): boolean =>
  schemas.length > 0 && schemas.every(({ name, staging }) => name === staging);
