/**
 * Whose a schema, or a database, is that is called as staging would be.
 *
 * 1. A run notes what its staging is called before anything is made; only a name that stands in the marks is dropped.
 * 2. The names of a run stand there until its staging is dropped, or live.
 * 3. A build of 0.6.0 that was broken off has noted no names: for as long as its row stands, what a copy would be made
 *    under is taken for its own, as 0.6.0 took it, if the account may drop it. The row stands until nothing that the
 *    account may drop is called so.
 */
import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import { withConnection } from '../../connectors/postgres/open-connection.js';
import type { PostgresSettings } from '../../contracts/connections/postgres.js';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import { stagingName } from '../generation-names.js';
import { databasesOf } from '../publish/databases-of.js';
import type { SyncGeneration } from '../publish/generation-record.js';
import { listGenerations, noteGone } from '../publish/generation-record.js';
import { schemasOf } from '../publish/own-schemas.js';
import type { StagingNames } from '../stage/staged-schemas.js';
import { removeStaging } from '../stage/remove-staging.js';
import type { Fence } from './epoch.js';
import { epochName } from './epoch.js';

/**
 * Throws TARGET_UNSUITABLE if a name that staging would have is that of a schema, or of a database, that no run has
 * made: it is not dropped.
 */
export const assertOwnStaging = async (
  connection: PostgresConnection,
  { names, ownDatabase }: StagingNames,
  all: readonly SyncGeneration[],
): Promise<void> => {
  const noted = all.flatMap(({ staging }) => {
    if (staging?.ownDatabase !== ownDatabase) return [];
    // 0.6.0 noted the schemas in the database; it has but one name.
    return ownDatabase ? names : staging.names;
  });
  const own = new Set([...noted, ...(all.some(isUnnamed) ? await mayBeOwn(connection, ownDatabase) : [])]);
  const there = await (ownDatabase ? databasesOf : schemasOf)(connection, names);
  const others = [...there.keys()].filter((name) => !own.has(name));
  if (others.length === 0) return;
  throw new StevedoreError(
    'TARGET_UNSUITABLE',
    `Cannot copy: no run has made the ${ownDatabase ? 'database' : 'schema'} ${others.map((name) => `"${name}"`).join(', ')}, and the copy would be made under that name; give it another one, or drop it`,
  );
};

/** A build of 0.6.0. */
const isUnnamed = ({ state, staging }: SyncGeneration): boolean => state === 'building' && staging === undefined;

/** Schemas, or databases, that are called as staging is, and that the account may drop. */
const mayBeOwn = async (connection: PostgresConnection, ownDatabase: boolean): Promise<string[]> => {
  const from = ownDatabase
    ? 'select datname::text as name, datdba as owner from pg_catalog.pg_database'
    : 'select nspname::text as name, nspowner as owner from pg_catalog.pg_namespace';
  const rows = await connection.query(
    `select name from (${from}) there where pg_catalog.starts_with(name, $1) and pg_catalog.pg_has_role(owner, 'USAGE')`,
    [stagingName('')],
    'Cannot look for staging',
  );
  return rows.map(({ name }) => String(name));
};

/**
 * Drops what runs have left in staging, those that have ended and this one's earlier tries, and notes that they have
 * none any more. What somebody reads stays, and is dropped the next time; of this run it must go: throws
 * POSTGRES_LOCK_TIMEOUT, FENCED.
 */
export const dropLeftStaging = async (
  target: PostgresSettings,
  fence: Fence,
  isMeant: (generation: SyncGeneration) => boolean = () => true,
): Promise<void> => {
  const session = { applicationName: epochName(fence.epoch), onOpen: fence.onOpen };
  const marked = <T>(body: (connection: PostgresConnection) => Promise<T>): Promise<T> =>
    withConnection(target, session, body);
  for (const generation of await marked(listGenerations)) {
    const { runId, state, staging = { names: [], ownDatabase: false } } = generation;
    if ((state !== 'building' && state !== 'staged') || !isMeant(generation)) continue;
    try {
      if (staging.names.length > 0)
        await removeStaging(target, staging.names, { ...session, ownDatabase: staging.ownDatabase, fence });
    } catch (error) {
      const isRead = isStevedoreError(error) && error.code === 'POSTGRES_LOCK_TIMEOUT';
      if (isRead && runId !== fence.epoch.runId) continue;
      throw error;
    }
    await marked(async (connection) => {
      if (isUnnamed(generation)) {
        const databases = await mayBeOwn(connection, true);
        if (databases.includes(stagingName(target.database)) || (await mayBeOwn(connection, false)).length > 0) return;
      }
      await noteGone(connection, [runId]);
    });
  }
};
