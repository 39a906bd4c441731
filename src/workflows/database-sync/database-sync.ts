import { CancellationScope, isCancellation, patched } from '@temporalio/workflow';
import type { BuiltSync } from '../../activities/database-sync/build-activities.js';
import type { SyncStep } from '../../activities/database-sync/sync-context.js';
import type { DatabaseSyncInput } from '../../contracts/database-sync/input.js';
import type { DatabaseSyncPlan } from '../../contracts/database-sync/plan.js';
import type { DatabaseSyncResult } from '../../contracts/database-sync/result.js';
import type { DatabaseSyncDetail } from '../../contracts/database-sync/snapshot.js';
import { hostTaskQueue } from '../../contracts/temporal-names.js';
import type { Run } from '../run/conduct-run.js';
import { describeSync } from './describe-sync.js';
import { conductRun } from '../run/conduct-run.js';
import { describeFailure } from '../run/failures.js';
import type { ParkContext } from '../run/park-publish.js';
import { parkPublish } from '../run/park-publish.js';
import { recorded } from '../run/recorded.js';
import { checking, completing, lastWords, onHost, publishing, quick } from './proxies.js';
import type { Published } from './settled.js';
import { hearingOf, orSettled, settled, wasAsked } from './settled.js';

type DatabaseSync = Run<DatabaseSyncPlan, DatabaseSyncDetail, DatabaseSyncInput>;

/**
 * Copies a PostgreSQL database into a dump, or a dump or another database into a database: built and proved beside what
 * is live, and put live in one transaction.
 */
export async function databaseSync(input: DatabaseSyncInput): Promise<DatabaseSyncResult> {
  return conductRun<DatabaseSyncPlan, DatabaseSyncResult, DatabaseSyncDetail, DatabaseSyncInput>({
    ...recorded(input),
    detail: (before) => before ?? {},
    describe: describeSync,
    canGoBack: (detail) => detail?.ends?.shape !== 'export' && input.backup !== 'drop',
    logStep: 'sync',
    attempt: (run, attempt) => (run.plan.ends.shape === 'export' ? exportOnce(run, attempt) : syncOnce(run, attempt)),
  });
}

const exportOnce = async (run: DatabaseSync, attempt: number): Promise<DatabaseSyncResult> => {
  const { plan, status } = run;
  const step = stepOf(run, attempt);
  status.show('checking', 2, { ends: plan.ends });
  await checking.checkSync(step);
  const host = onHost(plan, await queueOf(run));
  status.show('exporting', 5);
  const dump = await exportInto(run, host, step, plan.ends.source ?? '');
  const warnings = await host.removeOldDumps(step).then(
    () => [],
    (error: unknown) => [`Cannot remove old dumps: ${describeFailure(error).message}`],
  );
  return { outcome: 'success', warnings, dump, rows: dump.rows };
};

const syncOnce = async (run: DatabaseSync, attempt: number): Promise<DatabaseSyncResult> => {
  const { input, plan, status } = run;
  const step = stepOf(run, attempt);
  status.show('checking', 2, { ends: plan.ends });
  await checking.checkSync(step);
  // The attempt before did not see its own commit.
  const before = attempt === 1 ? {} : await checking.settleSync(step);
  if (before.generation !== undefined)
    return published(run, step, { generation: before.generation, warnings: before.warnings ?? [] });
  const host = onHost(plan, await queueOf(run));
  if (input.backup === 'file') {
    status.show('exporting', 4);
    await exportInto(run, host, step, plan.ends.destination ?? '');
  }
  // Of an attempt before, the answer to a commit may be late, too.
  let mayBeLive = attempt > 1;
  try {
    status.show('copying', 5);
    const built = await host.buildSync(step);
    status.tell({ ends: plan.ends, progress: built.progress });
    status.warned(built.warnings);
    mayBeLive = true;
    const live = await publishOrSettle(run, step, built);
    return await published(run, step, { ...live, warnings: [...built.warnings, ...live.warnings] }, built);
  } catch (error) {
    status.wentWrong();
    await CancellationScope.nonCancellable(() => lastWords.dropSyncStaging(step).catch(() => undefined));
    // Its sessions are ended now: what has not been committed never will be.
    const live = mayBeLive && patched('sync-settled-last') ? await settled(step) : undefined;
    if (live === undefined) throw error;
    return await published(run, step, live);
  }
};

/** What is read, where, and for which try. */
const stepOf = ({ input, runId, plan }: DatabaseSync, attempt: number): SyncStep => ({
  pipeline: input.pipeline,
  runId,
  attempt,
  ends: plan.ends,
});

const queueOf = async ({ input: { host } }: DatabaseSync): Promise<string> =>
  host === undefined ? (await quick.claimHost()).taskQueue : hostTaskQueue(host);

const exportInto = async (
  { input: { tables, format, compress }, status, plan }: DatabaseSync,
  host: ReturnType<typeof onHost>,
  step: SyncStep,
  database: string,
) => {
  const asked = plan.ends.shape === 'export' ? { tables, format, compress } : {};
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  const dump = await host.exportDump({ ...step, ...given, database });
  status.tell({ ends: plan.ends, dump });
  return dump;
};

const parking = (run: DatabaseSync, step: SyncStep): ParkContext<Published> => ({
  run,
  hearing: hearingOf(step, 'the publish'),
  policy: run.plan.publish,
  logStep: 'publish',
  checkWindow: () => Promise.resolve({ open: true, window: '' }),
  findBlockers: () => quick.findSyncBlockers.executeWithOptions({ summary: 'who holds the locks' }, [step]),
});

/** What is live is never told as failed: also of a run that gives up between two tries it is asked. */
const publishOrSettle = async (run: DatabaseSync, step: SyncStep, built: BuiltSync): Promise<Published> => {
  try {
    return await parkPublish(parking(run, step), () => publishOnce(run, step, built));
  } catch (error) {
    if (isCancellation(error) || wasAsked(error) || !patched('sync-settled')) throw error;
    const live = await settled(step);
    if (live === undefined) throw error;
    return live;
  }
};

const publishOnce = ({ plan }: DatabaseSync, step: SyncStep, { epoch }: BuiltSync): Promise<Published> =>
  orSettled(step, 'sync-settled', () => publishing(plan).publishSync({ ...step, epoch }));

/** After the commit a run can only be a success, and a cancel comes too late. */
const published = (
  { input, plan, status }: DatabaseSync,
  step: SyncStep,
  { generation, warnings }: Published,
  built?: BuiltSync,
): Promise<DatabaseSyncResult> =>
  CancellationScope.nonCancellable(async () => {
    status.show('cleanup', 98);
    const dropped = await completing(plan)
      .dropSyncGenerations({ ...step, previous: input.backup === 'drop' })
      // Until 0.6.0 it told nothing.
      .then((told: readonly string[] | null | undefined) => told ?? [])
      .catch((error: unknown) => [
        `Cannot complete the publish, or drop old generations, yet; the next run or rollback does it: ${describeFailure(error).message}`,
      ]);
    return {
      outcome: 'success',
      generation,
      warnings: [...warnings, ...dropped],
      ...(built === undefined ? {} : { rows: built.progress.rows }),
    };
  });
