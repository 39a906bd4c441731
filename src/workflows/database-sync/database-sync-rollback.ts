import { CancellationScope, patched } from '@temporalio/workflow';
import type { SyncStep } from '../../activities/database-sync/sync-context.js';
import type { SyncRollbackInput } from '../../contracts/database-sync/input.js';
import type { DatabaseSyncPlan } from '../../contracts/database-sync/plan.js';
import type { DatabaseSyncResult } from '../../contracts/database-sync/result.js';
import type { DatabaseSyncDetail } from '../../contracts/database-sync/snapshot.js';
import type { Run } from '../run/conduct-run.js';
import { describeSync } from './describe-sync.js';
import { conductRun } from '../run/conduct-run.js';
import { describeFailure } from '../run/failures.js';
import type { ParkContext } from '../run/park-publish.js';
import { parkPublish } from '../run/park-publish.js';
import { recorded } from '../run/recorded.js';
import { checking, completing, publishing, quick } from './proxies.js';
import type { Published } from './settled.js';
import { hearingOf, orSettled, settled, wasAsked } from './settled.js';

type Rollback = Run<DatabaseSyncPlan, DatabaseSyncDetail, SyncRollbackInput>;

/** Puts the generation before the live one of a database live again, in one transaction. */
export async function databaseSyncRollback(input: SyncRollbackInput): Promise<DatabaseSyncResult> {
  return conductRun<DatabaseSyncPlan, DatabaseSyncResult, DatabaseSyncDetail, SyncRollbackInput>({
    ...recorded(input),
    detail: (before) => before ?? {},
    describe: describeSync,
    logStep: 'publish',
    attempt: rollBackOnce,
  });
}

const rollBackOnce = async (run: Rollback, attempt: number): Promise<DatabaseSyncResult> => {
  const { input, runId, plan, status } = run;
  const step: SyncStep = { pipeline: input.pipeline, runId, attempt, ends: plan.ends };
  status.show('checking', 2, { ends: plan.ends });
  await checking.checkSync(step);
  const context: ParkContext<Published> = {
    run,
    hearing: hearingOf(step, 'the rollback'),
    policy: plan.publish,
    logStep: 'publish',
    checkWindow: () => Promise.resolve({ open: true, window: '' }),
    findBlockers: () => quick.findSyncBlockers.executeWithOptions({ summary: 'who holds the locks' }, [step]),
  };
  const { generation, warnings } = await parkPublish(context, () =>
    orSettled(step, 'rollback-settled', () => publishing(plan).rollBackSync(step)),
  ).catch(async (error: unknown) => {
    // Also of a rollback that ends between two tries: what is live is never told as failed.
    const live = !wasAsked(error) && patched('rollback-settled') ? await settled(step) : undefined;
    if (live === undefined) throw error;
    return live;
  });
  if (!patched('rollback-completed')) return { outcome: 'success', generation, warnings };
  const told = await CancellationScope.nonCancellable(() =>
    completing(plan)
      .dropSyncGenerations({ ...step, previous: false })
      .catch((error: unknown) => [
        `Cannot complete the rollback yet; the next run or rollback does it: ${describeFailure(error).message}`,
      ]),
  );
  return { outcome: 'success', generation, warnings: [...warnings, ...told] };
};
