/**
 * Whose a schema, or a database, is that is called as staging would be.
 *
 * 1. A run notes what its staging is called before anything is made; only a name that stands in the marks is dropped.
 * 2. The names of a run stand there until its staging is dropped, or live.
 */
import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import { withConnection } from '../../connectors/postgres/open-connection.js';
import type { PostgresSettings } from '../../contracts/connections/postgres.js';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
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
  const own = new Set(all.flatMap(({ staging }) => (staging?.ownDatabase === ownDatabase ? staging.names : [])));
  const there = await (ownDatabase ? databasesOf : schemasOf)(connection, names);
  const others = [...there.keys()].filter((name) => !own.has(name));
  if (others.length === 0) return;
  throw new StevedoreError(
    'TARGET_UNSUITABLE',
    `Cannot copy: no run has made the ${ownDatabase ? 'database' : 'schema'} ${others.map((name) => `"${name}"`).join(', ')}, and the copy would be made under that name; give it another one, or drop it`,
  );
};

/**
 * Drops what runs have left in staging, those that have ended and this one's earlier tries, and notes that they have
 * none any more. What somebody reads stays, and is dropped the next time. Throws FENCED.
 */
export const dropLeftStaging = async (
  target: PostgresSettings,
  fence: Fence,
  isMeant: (generation: SyncGeneration) => boolean = () => true,
): Promise<void> => {
  const session = { applicationName: epochName(fence.epoch), onOpen: fence.onOpen };
  const all = await withConnection(target, session, listGenerations);
  for (const generation of all) {
    const { runId, state, staging = { names: [], ownDatabase: false } } = generation;
    if ((state !== 'building' && state !== 'staged') || !isMeant(generation)) continue;
    try {
      if (staging.names.length > 0)
        await removeStaging(target, staging.names, { ...session, ownDatabase: staging.ownDatabase, fence });
    } catch (error) {
      if (isStevedoreError(error) && error.code === 'POSTGRES_LOCK_TIMEOUT') continue;
      throw error;
    }
    await withConnection(target, session, (connection) => noteGone(connection, [runId]));
  }
};
