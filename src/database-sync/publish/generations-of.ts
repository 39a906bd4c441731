import type { PostgresSettings } from '../../contracts/connections/postgres.js';
import { withConnection } from '../../connectors/postgres/open-connection.js';
import type { BlockerReport } from '../../contracts/runs/publish-policy.js';
import { awaitPublish, epochName, epochOfRun, fenceOf } from '../fence/epoch.js';
import { dropLeftStaging } from '../fence/own-staging.js';
import { takeEpoch } from '../fence/take-epoch.js';
import { completePublish } from './complete-publish.js';
import { dropGenerations } from './drop-generations.js';
import { findBlockers, findUnendable } from './find-blockers.js';
import type { SyncGeneration } from './generation-record.js';
import { listGenerations } from './generation-record.js';
import { isByDatabase } from './rollback-generation.js';
import { liveBy } from './publish-transaction.js';

export interface GenerationsOf {
  /** The newest first; those that are gone too. */
  readonly list: () => Promise<SyncGeneration[]>;
  /** The generation that the run has made live, if it is live; of a publish under way it awaits the end. */
  readonly liveBy: (runId: string) => Promise<SyncGeneration | undefined>;
  /** Whether what the run has built, or else what a rollback would exchange, goes live by renaming the database. */
  readonly isByDatabase: (runId: string) => Promise<boolean>;
  /** Who holds locks on what the run's generation would replace, or what is live. */
  readonly blockersOf: (runId: string) => Promise<BlockerReport>;
  /** Does what the publish has left to be done; returns what could not be, each a sentence. Throws FENCED. */
  readonly complete: (runId: string) => Promise<string[]>;
  /** Drops what was set aside; with `previous` also what a rollback would go to. Throws FENCED. */
  readonly drop: (runId: string, previous: boolean) => Promise<void>;
  /**
   * Removes what the run has in staging, built or not, unless it is live. Throws FENCED: staging is another run's now.
   */
  readonly dropStagingOf: (runId: string) => Promise<void>;
}

/** The generations of a target database; each call opens a session of its own. */
export const generationsOf = (target: PostgresSettings, signal?: AbortSignal): GenerationsOf => {
  const session = { applicationName: 'stevedore', ...(signal === undefined ? {} : { signal }) };
  const list = () => withConnection(target, session, listGenerations);
  const fenceOfRun = async (runId: string) => fenceOf(target, await epochOfRun(target, runId, session));
  const isByDatabaseIn = (all: readonly SyncGeneration[], runId: string): boolean => {
    const mine = all.find((each) => each.runId === runId);
    return mine === undefined ? isByDatabase(all) : mine.record?.ownDatabase === true;
  };
  return {
    list,
    isByDatabase: async (runId) => isByDatabaseIn(await list(), runId),
    liveBy: (runId) =>
      withConnection(target, session, async (connection) => {
        await awaitPublish(connection);
        return liveBy(await listGenerations(connection), runId);
      }),
    blockersOf: (runId) =>
      withConnection(target, session, async (connection) => {
        const all = await listGenerations(connection);
        const record = (all.find((each) => each.runId === runId) ?? all.find(({ state }) => state === 'live'))?.record;
        if (isByDatabaseIn(all, runId)) return findUnendable(connection);
        return findBlockers(connection, record?.schemas.map(({ name }) => name) ?? []);
      }),
    complete: async (runId) => {
      const { epoch, onOpen } = await fenceOfRun(runId);
      return withConnection(target, { ...session, applicationName: epochName(epoch), onOpen }, completePublish);
    },
    drop: async (runId, previous) => {
      const { epoch, onOpen } = await fenceOfRun(runId);
      await withConnection(target, { ...session, applicationName: epochName(epoch), onOpen }, (connection) =>
        dropGenerations(connection, { previous, epoch }),
      );
    },
    dropStagingOf: async (runId) => {
      const mine = (await list()).find((each) => each.runId === runId);
      if (mine?.state !== 'building' && mine?.state !== 'staged') return;
      await fenceOfRun(runId);
      // Its own builder may stand still somewhere, and would go on beside the clean-up. Nothing else is taken.
      const mayTake = async () => void (await fenceOfRun(runId));
      const fence = fenceOf(target, await takeEpoch(target, runId, { ...session, mayTake }));
      await dropLeftStaging(target, fence, (each) => each.runId === runId);
    },
  };
};
