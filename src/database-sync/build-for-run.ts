import type { PostgresSettings } from '../contracts/connections/postgres.js';
import { withConnection } from '../connectors/postgres/open-connection.js';
import { buildGeneration } from './build-generation.js';
import type { BuildOptions, BuiltGeneration, OpenSource } from './built-generation.js';
import { checkDatabaseRights } from './publish/database-rights.js';
import { assertOwnPrevious } from './publish/databases-of.js';
import { checkInbound } from './publish/exchange-schemas.js';
import { beginGeneration, listGenerations, noteStaged } from './publish/generation-record.js';
import type { Epoch } from './fence/epoch.js';
import { epochName, fenceOf } from './fence/epoch.js';
import { takeEpoch } from './fence/take-epoch.js';

export interface RunBuild extends Omit<BuildOptions, 'applicationName'> {
  readonly runId: string;
  readonly pipeline: string;
  /** The connection, or the dump, that is read. */
  readonly source: string;
}

/**
 * Builds a generation for a run, and notes it at the target as whole and proved.
 *
 * 1. It takes the right to write first: no session of an earlier run, or try, writes any more; and once a later one has
 *    taken it, none of its own writes to staging or drops it.
 * 2. Only a generation that could be published is noted: what refers to the live schemas has been looked at.
 *
 * Throws what `buildGeneration` does, FENCED, TARGET_UNSUITABLE.
 */
export const buildForRun = async (
  openSource: OpenSource,
  target: PostgresSettings,
  { runId, pipeline, source, ...options }: RunBuild,
): Promise<{ readonly epoch: Epoch; readonly built: BuiltGeneration }> => {
  const { signal, publish = 'schemas' } = options;
  const aborting = signal === undefined ? {} : { signal };
  const epoch = await takeEpoch(target, runId, { applicationName: 'stevedore sync', ...aborting });
  const fence = fenceOf(target, epoch);
  const named = { applicationName: epochName(epoch), ...aborting };
  const session = { ...named, onOpen: fence.onOpen };
  await withConnection(target, session, async (connection) => {
    if (publish === 'database') {
      await checkDatabaseRights(connection);
      await assertOwnPrevious(connection, target.database, await listGenerations(connection));
    }
    await beginGeneration(connection, { runId, pipeline, source });
  });
  const built = await buildGeneration(openSource, target, { ...options, ...named, fence });
  await withConnection(target, session, async (connection) => {
    if (publish === 'schemas')
      await checkInbound(
        connection,
        built.schemas.map(({ name }) => name),
      );
    const { schemas, tables, atPublish } = built;
    await noteStaged(connection, runId, built.source.takenAt, {
      schemas,
      tables,
      atPublish,
      ownDatabase: publish === 'database',
    });
  });
  return { epoch, built };
};
