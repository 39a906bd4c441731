import type { PostgresSettings } from '../contracts/connections/postgres.js';
import type { PostgresConnection } from '../connectors/postgres/open-connection.js';
import { withConnection } from '../connectors/postgres/open-connection.js';
import { buildGeneration } from './build-generation.js';
import type { BuildOptions, BuiltGeneration, OpenSource } from './built-generation.js';
import { checkDatabaseRights } from './publish/database-rights.js';
import { assertOwnPrevious } from './publish/databases-of.js';
import { checkInbound } from './publish/exchange-schemas.js';
import type { StagingNames } from './stage/staged-schemas.js';
import { beginGeneration, listGenerations, noteStaged, noteStaging } from './publish/generation-record.js';
import type { Epoch } from './fence/epoch.js';
import { epochName, fenceOf } from './fence/epoch.js';
import { assertOwnStaging, dropLeftStaging } from './fence/own-staging.js';
import { takeEpoch } from './fence/take-epoch.js';
import { withoutStaging } from './stage/remove-staging.js';
import { stagingNames } from './stage/staged-schemas.js';

export interface RunBuild extends Omit<BuildOptions, 'applicationName'> {
  readonly runId: string;
  readonly pipeline: string;
  /** The connection, or the dump, that is read. */
  readonly source: string;
  /** Hears which other run has the right to write, before it is taken; see `takeEpoch`. */
  readonly mayTake?: (holder: string) => Promise<void>;
}

/**
 * Builds a generation for a run, and notes it at the target as whole and proved.
 *
 * 1. It takes the right to write first: no session of an earlier run, or try, writes any more; and once a later one has
 *    taken it, none of its own writes to staging or drops it.
 * 2. What earlier runs and tries have left in staging is dropped; what is called so and is none of theirs is refused
 *    (TARGET_UNSUITABLE). Whatever it throws, it leaves no staging of its own, if the target can be reached.
 * 3. Only a generation that could be published is noted: what refers to the live schemas has been looked at.
 *
 * Throws what `buildGeneration` does, FENCED, TARGET_UNSUITABLE.
 */
export const buildForRun = async (
  openSource: OpenSource,
  target: PostgresSettings,
  { runId, pipeline, source, mayTake, ...options }: RunBuild,
): Promise<{ readonly epoch: Epoch; readonly built: BuiltGeneration }> => {
  const { signal, publish = 'schemas' } = options;
  const aborting = signal === undefined ? {} : { signal };
  const epoch = await takeEpoch(target, runId, {
    applicationName: 'stevedore sync',
    ...aborting,
    ...(mayTake === undefined ? {} : { mayTake }),
  });
  const fence = fenceOf(target, epoch);
  const named = { applicationName: epochName(epoch), ...aborting };
  const session = { ...named, onOpen: fence.onOpen };
  const ownDatabase = publish === 'database';
  const marked = <T>(body: (connection: PostgresConnection) => Promise<T>): Promise<T> =>
    withConnection(target, session, body);
  if (ownDatabase)
    await marked(async (connection) => {
      await checkDatabaseRights(connection);
      await assertOwnPrevious(connection, target.database, await listGenerations(connection));
    });
  await dropLeftStaging(target, fence);
  await marked((connection) => beginGeneration(connection, { runId, pipeline, source }));
  const claim = (names: StagingNames) =>
    marked(async (connection) => {
      await assertOwnStaging(connection, names, await listGenerations(connection));
      await noteStaging(connection, runId, names);
    });
  const built = await buildGeneration(openSource, target, { ...options, ...named, fence, claim });
  const { schemas, tables, atPublish } = built;
  const staging = stagingNames(
    target,
    schemas.map(({ name }) => name),
    ownDatabase,
  );
  const place = { applicationName: named.applicationName, ownDatabase, fence };
  await withoutStaging(target, staging, place, () =>
    marked(async (connection) => {
      if (!ownDatabase)
        await checkInbound(
          connection,
          schemas.map(({ name }) => name),
        );
      await noteStaged(connection, runId, built.source.takenAt, { schemas, tables, atPublish, ownDatabase });
    }),
  );
  return { epoch, built };
};
