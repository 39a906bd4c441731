import type { BlockerReport } from '../../contracts/runs/publish-policy.js';
import { generationsOf } from '../../database-sync/publish/generations-of.js';
import { publishGeneration } from '../../database-sync/publish/publish-generation.js';
import type { Published } from '../../database-sync/publish/publish-transaction.js';
import { rollbackGeneration } from '../../database-sync/publish/rollback-generation.js';
import type { Epoch } from '../../database-sync/fence/epoch.js';
import { takeEpoch } from '../../database-sync/fence/take-epoch.js';
import type { ActivityDeps } from '../activity-deps.js';
import { withCommit } from '../run/with-commit.js';
import { createStepLog } from '../run/step-log.js';
import { withProgress } from '../run/with-progress.js';
import { assertEnded } from './assert-free.js';
import type { SyncContext, SyncStep } from './sync-context.js';
import { destinationOf, syncContext, writableDestination } from './sync-context.js';

export interface PublishSyncStep extends SyncStep {
  readonly epoch: Epoch;
}

export const createPublishSyncActivities = (deps: ActivityDeps) => ({
  /**
   * One try to put the generation of the run live.
   * Key: run id; a generation that the run has made live is told so. Heartbeat: liveness only. Left behind: nothing: it
   * happens whole, with its mark, or not. Terminal: DESTINATION_REFUSED, FENCED, TARGET_UNSUITABLE, GENERATION_UNKNOWN.
   */
  publishSync: (step: PublishSyncStep): Promise<Published> =>
    withProgress('publishing', '', async (progress) => {
      const started = Date.now();
      const published = await withCommit(progress, async (onCommit) => {
        const context = syncContext(deps, step);
        const { lockTimeoutMs } = context.pipeline;
        return orLive(context, step, async () => {
          const target = await writable(context, step, progress.signal);
          return publishGeneration(target, { epoch: step.epoch, lockTimeoutMs, onCommit });
        });
      });
      await createStepLog(deps, step.runId, step.attempt, 'publish').info(
        `Generation ${published.generation} is live`,
        { durationMs: Date.now() - started },
      );
      return published;
    }),

  /**
   * One try to put the generation before live again.
   * Key: run id. Heartbeat: liveness only. Left behind: nothing. Terminal: DESTINATION_REFUSED, FENCED,
   * TARGET_UNSUITABLE, GENERATION_UNKNOWN.
   */
  rollBackSync: (step: SyncStep): Promise<Published> =>
    withProgress('publishing', '', async (progress) => {
      const { signal } = progress;
      const published = await withCommit(progress, async (onCommit) => {
        const context = syncContext(deps, step);
        const { lockTimeoutMs } = context.pipeline;
        return orLive(context, step, async () => {
          const target = await writable(context, step, signal);
          const epoch = await takeEpoch(target, step.runId, {
            applicationName: 'stevedore sync',
            signal,
            mayTake: (holder) => assertEnded(deps.store, target.name, holder),
          });
          return rollbackGeneration(target, { epoch, lockTimeoutMs, onCommit });
        });
      });
      await createStepLog(deps, step.runId, step.attempt, 'publish').info(
        `Generation ${published.generation} is live again`,
      );
      return published;
    }),

  /**
   * Tells whether the run has made a generation live, although a try before did not hear of it.
   * Key: none. Heartbeat: none. Left behind: nothing. Terminal: none.
   */
  settleSync: async (step: SyncStep): Promise<Partial<Published>> =>
    (await madeLive(syncContext(deps, step), step)) ?? {},

  /**
   * Tells who holds locks on what is live.
   * Key: none. Heartbeat: none. Left behind: nothing. Terminal: none.
   */
  findSyncBlockers: (step: SyncStep): Promise<BlockerReport> =>
    generationsOf(destinationOf(syncContext(deps, step))).blockersOf(step.runId),

  /**
   * Checks the constraints outside that the publish has made again, and drops generations that nobody can go back to;
   * with `previous` also the one before the live one. Returns what could not be checked, each a sentence.
   * Key: none, repeatable. Heartbeat: liveness only. Left behind: schemas that the next run drops. Terminal:
   * DESTINATION_REFUSED, FENCED.
   */
  dropSyncGenerations: ({ previous, ...step }: SyncStep & { readonly previous: boolean }): Promise<string[]> =>
    withProgress('cleanup', '', async ({ signal }) => {
      const target = await writableDestination(syncContext(deps, step), { signal, renames: false });
      const generations = generationsOf(target, signal);
      const warnings = await generations.complete(step.runId);
      await generations.drop(step.runId, previous);
      return warnings;
    }),

  /**
   * Removes what a run that has failed, or was cancelled, has in staging.
   * Key: none, repeatable. Heartbeat: liveness only. Left behind: staging, which the next run removes. Terminal:
   * DESTINATION_REFUSED, FENCED.
   */
  dropSyncStaging: (step: SyncStep): Promise<void> =>
    withProgress('cleanup', '', async ({ signal }) => {
      const target = await writableDestination(syncContext(deps, step), { signal, renames: false });
      await generationsOf(target, signal).dropStagingOf(step.runId);
    }),
});

/** The generation that the run has made live, if it is live. */
const madeLive = async (context: SyncContext, { runId }: SyncStep): Promise<Published | undefined> => {
  const mine = await generationsOf(destinationOf(context)).liveBy(runId);
  return mine && { generation: mine.generation, warnings: mine.warnings ?? [] };
};

/**
 * Whatever stands in the way of a try (settings that refuse the destination now, another run that has begun since), a
 * try before may have committed, and what is live is never told as failed.
 */
const orLive = async (context: SyncContext, step: SyncStep, body: () => Promise<Published>): Promise<Published> => {
  try {
    return await body();
  } catch (error) {
    const live = await madeLive(context, step).catch(() => undefined);
    if (live === undefined) throw error;
    return live;
  }
};

/** What was built, or is kept, tells how it goes live: the pipeline's setting may be another one by now. */
const writable = async (context: SyncContext, { runId }: SyncStep, signal: AbortSignal) => {
  const target = await writableDestination(context, { signal, renames: false });
  const renames = await generationsOf(target, signal).isByDatabase(runId);
  return renames ? writableDestination(context, { signal, renames }) : target;
};
