import { connectionsOf } from '../../../contracts/connections/connection.js';
import type { ConnectionOf } from '../../../contracts/connections/connection.js';
import { refusalOf } from '../../../contracts/database-sync/destination.js';
import type { SyncSelection } from '../../../contracts/database-sync/selection.js';
import { selectionOf } from '../../../contracts/database-sync/selection.js';
import type { DatabaseSyncSettings } from '../../../contracts/database-sync/settings.js';
import { pipelinesOf } from '../../../contracts/kinds.js';
import type { Settings } from '../../../contracts/settings.js';
import { withConnection } from '../../../connectors/postgres/open-connection.js';
import { checkCopy } from '../../../database-sync/check-copy.js';
import { reservedSchemas } from '../../../database-sync/check-store.js';
import { checkEnds } from '../../../database-sync/check-ends.js';
import { assertOwnStaging } from '../../../database-sync/fence/own-staging.js';
import { checkDatabaseRights } from '../../../database-sync/publish/database-rights.js';
import type { TargetFacts } from '../../../database-sync/profiles/target-facts.js';
import { readTargetFacts } from '../../../database-sync/profiles/target-facts.js';
import { assertOwnPrevious } from '../../../database-sync/publish/databases-of.js';
import { listGenerations } from '../../../database-sync/publish/generation-record.js';
import { openDatabaseSource } from '../../../database-sync/source/database-source.js';
import type { SyncSource } from '../../../database-sync/source/sync-source.js';
import { stagingNames } from '../../../database-sync/stage/staged-schemas.js';
import type { Check, CheckResult } from '../check-result.js';
import { tryCheck } from '../check-result.js';

type Database = ConnectionOf<'postgres'>;

/**
 * For each enabled pipeline of database syncs, what would stop its next run: what may be written, which rights are
 * missing, which objects have no copy. A pipeline without a source is tried as far as its destination goes; a database
 * that is nobody's destination as a source. Sources are read, and nothing is written.
 */
export const checkDatabaseSync: Check = async (settings) => {
  const databases = new Map(connectionsOf(settings, 'postgres').map((each) => [each.name, each]));
  const find = (name: string | undefined) => (name === undefined ? undefined : databases.get(name));
  const results: CheckResult[] = [];
  // One after the other: each reads a whole catalogue, and holds locks for reading while it does.
  for (const pipeline of pipelinesOf(settings, 'database-sync')) {
    if (!pipeline.enabled) continue;
    const [source, destination] = [find(pipeline.source), find(pipeline.destination)];
    if (source === undefined && destination === undefined) continue;
    const what = `databases of "${pipeline.name}"`;
    results.push(
      ...(await tryCheck(what, async () => {
        const found = await checkPipeline(settings, pipeline, { source, destination });
        const [text, ...warnings] = found;
        return [
          { what, state: 'ok', text },
          ...warnings.map((warning): CheckResult => ({ what, state: 'warn', text: warning })),
        ];
      })),
    );
  }
  return results;
};

interface Found {
  readonly source: Database | undefined;
  readonly destination: Database | undefined;
}

/** What it found, and then what a person should know. */
const checkPipeline = async (
  settings: Settings,
  pipeline: DatabaseSyncSettings,
  { source, destination }: Found,
): Promise<[string, ...string[]]> => {
  const { publish, allowMissing, name } = pipeline;
  const selection = selectionOf(pipeline);
  const signal = AbortSignal.timeout(LIMIT_MS);
  const session = { applicationName: 'stevedore check', signal };
  const refusal = destination === undefined ? undefined : refusalOf(destination, settings.sync);
  // Each database has a pipeline of its name; most are there to be read.
  if (source === undefined && destination !== undefined && destination.name === name && refusal !== undefined) {
    await checkEnds({ source: destination }, rulesOf(settings), signal);
    return [`"${name}" is read only, as ${refusal}; ${await look(destination, session, sizeOf)}`];
  }
  const ends = { ...(source === undefined ? {} : { source }), ...(destination === undefined ? {} : { destination }) };
  const ownDatabase = publish === 'database';
  const rules = { ...rulesOf(settings), ...(ownDatabase ? { store: settings.store } : {}) };
  const warnings = await checkEnds(ends, rules, signal);
  const facts =
    destination &&
    (await withConnection(destination, session, async (connection) => {
      if (ownDatabase) await checkDatabaseRights(connection);
      return readTargetFacts(connection);
    }));
  if (source === undefined) return [`"${destination?.name ?? ''}" may be written`, ...warnings];
  if (destination === undefined)
    return [`"${source.name}" can be exported: ${await look(source, { ...session, selection }, sizeOf)}`];
  const reserved = ownDatabase ? [] : await reservedSchemas(destination, settings.store, signal);
  const lacks: string[] = [];
  const size = await look(
    source,
    { ...session, selection, ...(facts === undefined ? {} : { facts }) },
    async (opened) => {
      await withConnection(destination, session, async (connection) => {
        const all = await listGenerations(connection);
        const names = stagingNames(destination, opened.schemas, ownDatabase);
        await assertOwnStaging(connection, { names, ownDatabase }, all);
        if (ownDatabase) await assertOwnPrevious(connection, destination.database, all);
      });
      lacks.push(
        ...(opened.warnings ?? []),
        ...(await checkCopy(opened, destination, { ...session, ownDatabase, allowMissing, reserved })),
      );
      return sizeOf(opened);
    },
  );
  return [`"${source.name}" can be copied into "${destination.name}": ${size}`, ...warnings, ...lacks];
};

const LIMIT_MS = 60_000;

const rulesOf = (settings: Settings) => ({
  sync: settings.sync,
  protected: connectionsOf(settings, 'postgres').filter(({ name }) => settings.sync.protected.includes(name)),
});

interface Look {
  readonly applicationName: string;
  readonly signal: AbortSignal;
  /** @default every schema */
  readonly selection?: SyncSelection;
  /** Of the destination, if there is one. */
  readonly facts?: TargetFacts;
}

/** Opens a database as a run reads it. */
const look = async (
  database: Database,
  { facts, selection = {}, ...session }: Look,
  see: (source: SyncSource) => Promise<string> | string,
): Promise<string> => {
  const targetVersion =
    facts?.version ??
    (await withConnection(database, session, (connection) => Promise.resolve(connection.serverVersion)));
  const source = await openDatabaseSource(database, {
    ...session,
    ...selection,
    targetVersion,
    ...(facts === undefined ? {} : { target: facts }),
  });
  try {
    return await see(source);
  } finally {
    await source.close();
  }
};

const sizeOf = ({ tables, schemas, version }: SyncSource): string =>
  `PostgreSQL ${Math.floor(version / 10_000)}, ${tables.length} tables with rows of their own in ${schemas.length} schemas, all of which may be read`;
