import { ApplicationFailure, CancellationScope, isCancellation, sleep, workflowInfo } from '@temporalio/workflow';
import type { ArchiveListing, FreshnessDecision, RunPlan } from '../contracts/run-plan.js';
import type { DumpImportInput, DumpImportResult, FreshnessReason, RunFailure } from '../contracts/runs.js';
import type { PublishedStep } from '../activities/publish-activities.js';
import { afterCommit } from './after-commit.js';
import { allOrNone, allToTheEnd } from './all-or-none.js';
import { codeOf, describeFailure, isHostGone } from './failures.js';
import { importDatabase } from './import-database.js';
import { parkPublish } from './park-publish.js';
import type { LoadGate } from './pass-load-gate.js';
import { passLoadGate } from './pass-load-gate.js';
import { lastWords, listing, onHost, publishing, publishTry, quick } from './proxies.js';
import type { RunLog } from './run-log.js';
import { createRunLog } from './run-log.js';
import type { RunStatus } from './run-status.js';
import { trackStatus } from './run-status.js';
import type { WaitFor } from './waits.js';
import { createWaits } from './waits.js';

interface Run {
  readonly input: DumpImportInput;
  readonly runId: string;
  readonly plan: RunPlan;
  readonly status: RunStatus;
  readonly log: RunLog;
  readonly waitFor: WaitFor;
  readonly startedMs: number;
  /** Why it imports, once freshness has said so. */
  reason?: FreshnessReason;
  /** What the freshness step warned of, in this attempt. */
  noticed?: readonly string[];
}

/** Zipped MySQL dumps on an SFTP server become live databases: fetched, loaded beside the live data, proved, published at once. */
export async function dumpImport(input: DumpImportInput): Promise<DumpImportResult> {
  const { runId, workflowId } = workflowInfo();
  let databases: readonly string[] = [];
  const status = trackStatus(() => databases);
  const waitFor = createWaits(status);
  const log = createRunLog(status);
  const startedMs = Date.now();
  const plan = await quick.openRun.executeWithOptions({ summary: input.pipeline }, [
    { input, runId, workflowId, startedAt: new Date(startedMs).toISOString() },
  ]);
  databases = plan.databases;
  const run: Run = { input, runId, plan, status, log, waitFor, startedMs };
  let result: DumpImportResult;
  try {
    result = await attemptUntilDone(run);
  } catch (error) {
    const failure = describeFailure(error);
    await close(run, isCancellation(error) ? 'cancelled' : 'failed', undefined, failure);
    throw error;
  }
  // What is live is live, whether or not it can be written down.
  const unwritten = await close(run, result.outcome, result).then(
    () => undefined,
    (error: unknown) => `The end of the run was not recorded: ${describeFailure(error).message}`,
  );
  return unwritten === undefined ? result : { ...result, warnings: [...result.warnings, unwritten] };
}

/** The run's own attempts, apart from the retries of each step: what a step could not get over is tried as a whole once more. */
const attemptUntilDone = async (run: Run): Promise<DumpImportResult> => {
  const { plan, status, log, waitFor } = run;
  const gate: LoadGate = { delays: 0 };
  for (let attempt = 1; ; ) {
    status.beginAttempt(attempt, plan.maxAttempts);
    try {
      return await importOnce(run, attempt, gate);
    } catch (error) {
      if (isCancellation(error)) throw error;
      const failure = describeFailure(error);
      status.failed(failure);
      await log.error('import', `Attempt ${attempt} of ${plan.maxAttempts} failed`, `${failure.code}: ${failure.message}`);
      // A host that is gone is no attempt of the run, but the deadline counts.
      if (!isHostGone(error)) {
        if (!failure.retryable || attempt >= plan.maxAttempts) throw error;
        attempt++;
      }
      if (Date.now() - run.startedMs + plan.retryDelayMs > plan.deadlineMs) {
        throw ApplicationFailure.nonRetryable(`Cannot go on: the run's deadline is over; ${failure.message}`, 'RUN_DEADLINE_EXCEEDED');
      }
      const outcome = await waitFor('retry', `next attempt after ${failure.code}`, plan.retryDelayMs);
      if (outcome.ended === 'proceeded') await log.info('initialization', `${outcome.by ?? 'Somebody'} said proceed`);
    }
  }
};

/** One pass over all steps. */
const importOnce = async (run: Run, attempt: number, gate: LoadGate): Promise<DumpImportResult> => {
  const { input, runId, plan, status } = run;
  const { pipeline } = input;
  const { warnings: settling = [], currentRunId, generation: live } = await publishing(plan).settle({ pipeline, runId });
  status.warned(settling);
  // The attempt before lost sight of its own commit.
  if (currentRunId === runId && live !== undefined) return published(run, { generation: live, warnings: settling });
  await passLoadGate(run, gate);

  status.show('checking_file_freshness', 10);
  const look = await checkFreshness(run);
  const { archives, reason, take } = look;
  run.reason = reason;
  run.noticed = look.warnings ?? [];
  status.warned(run.noticed);
  if (!take) return { outcome: 'skipped', reason, warnings: [...settling, ...run.noticed] };

  const { taskQueue } = await quick.claimHost();
  const host = onHost(plan, taskQueue);
  let isLive = false;
  try {
    const together = plan.failFast ? allOrNone : allToTheEnd;
    await besideSecondLook(run, look, () =>
      together(() => archives.map((archive) => importDatabase(host, status, run.log, { pipeline, runId, attempt, archive }))),
    );
    status.show('checking_guards', 86);
    const overridden = input.overrideGuards ?? [];
    await publishing(plan).checkStaged({
      pipeline,
      runId,
      ...(overridden.length === 0 ? {} : { overrideGuards: overridden, by: input.by }),
    });
    const step = await parkPublish(run, () => publishOnce(run));
    isLive = true;
    return await published(run, step);
  } catch (error) {
    status.wentWrong();
    throw error;
  } finally {
    await CancellationScope.nonCancellable(async () => {
      status.show('cleanup', isLive ? 98 : status.snapshot().progress);
      const keepFiles = isLive ? !plan.cleanupOnSuccess : plan.keepFailedFiles;
      await host.tidy.removeFiles({ pipeline, runId, keepFiles }).catch(() => undefined);
      if (!isLive) await lastWords.dropStaging({ pipeline, runId }).catch(() => undefined);
    });
  }
};

/** From the commit on nothing may make the import be repeated, and a cancel comes too late. */
const published = async (run: Run, step: PublishedStep): Promise<DumpImportResult> => {
  const { input, runId, plan, status, reason = 'newer_files_available' } = run;
  const { pipeline } = input;
  const warnings = await CancellationScope.nonCancellable(() => afterCommit({ pipeline, runId, plan, status, step, record: true }));
  return { outcome: 'published', reason, generation: step.generation, warnings: [...(run.noticed ?? []), ...warnings] };
};

/** The first look: whether there is anything to take. */
const checkFreshness = async (run: Run): Promise<FreshnessDecision & { readonly listing: ArchiveListing }> => {
  const request = sourceRequest(run);
  const first = await listing.listArchives.executeWithOptions({ summary: 'first look' }, [request]);
  const decision = await listing.checkFreshness({ ...request, listing: first });
  run.status.remoteFiles(decision.comparisons);
  return { ...decision, listing: first };
};

/**
 * The second look, beside the work on what the first one saw: an archive that is still being uploaded is not taken. Nothing is published
 * before it, and whatever else is wrong with such an archive is not what is told.
 */
const besideSecondLook = async (run: Run, { settled, listing: first }: { settled?: boolean; listing: ArchiveListing }, work: () => Promise<unknown>) => {
  if (settled === true) return work();
  const look = async () => {
    await sleep(Math.max(1, run.plan.stableForMs), { summary: 'are the archives complete?' });
    const request = sourceRequest(run);
    const second = await listing.listArchives.executeWithOptions({ summary: 'second look' }, [request]);
    await listing.checkFreshness({ ...request, listing: second, earlier: first });
  };
  return allOrNone<unknown>(() => {
    const looked = look();
    const worked = work().catch(async (error: unknown) => {
      await looked;
      throw error;
    });
    return [looked, worked];
  });
};

const sourceRequest = ({ input, runId }: Run) => ({ pipeline: input.pipeline, runId, force: input.force });

/** Each try is beyond cancelling: an interrupted publish would leave it to the next run to find out what happened. */
const publishOnce = ({ input, runId, plan }: Run): Promise<PublishedStep> =>
  CancellationScope.nonCancellable(async () => {
    try {
      return await publishTry(plan).publish({ pipeline: input.pipeline, runId });
    } catch (error) {
      // Nothing was published, and what is left half undone the next try settles.
      if (codeOf(error) === 'PUBLISH_LOCKED') throw error;
      // The commit may have happened before the error: then the run is published, whatever came after.
      const state = await publishing(plan).settle({ pipeline: input.pipeline, runId });
      if (state.currentRunId !== runId || state.generation === undefined) throw error;
      return { generation: state.generation, warnings: state.warnings };
    }
  });

const close = (
  run: Run,
  outcome: 'published' | 'skipped' | 'failed' | 'cancelled',
  result?: DumpImportResult,
  failure?: RunFailure,
): Promise<void> =>
  CancellationScope.nonCancellable(async () => {
    const { status, runId, input } = run;
    if (failure !== undefined) status.failed(failure);
    if (outcome === 'published') status.show('cleanup', 100);
    status.outcome(outcome);
    await lastWords.closeRun({
      pipeline: input.pipeline,
      runId,
      outcome,
      completedAt: new Date().toISOString(),
      snapshot: status.snapshot(),
      ...(result === undefined ? {} : { result }),
      ...(failure === undefined ? {} : { failure }),
    });
  });
