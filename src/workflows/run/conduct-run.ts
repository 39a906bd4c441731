import { ApplicationFailure, CancellationScope, isCancellation, workflowInfo } from '@temporalio/workflow';
import type { RunFailure } from '../../contracts/runs/run-snapshot.js';
import { describeFailure, isHostGone } from './failures.js';
import type { RunLog } from './run-log.js';
import { createRunLog } from './run-log.js';
import type { RunStatus } from './run-status.js';
import type { WaitFor } from './waits.js';
import { createWaits } from './waits.js';

/** How often a run is tried as a whole, apart from the retries of each step. */
export interface AttemptPolicy {
  readonly maxAttempts: number;
  readonly retryDelayMs: number;
  /** From the run's start; no attempt begins after it. */
  readonly deadlineMs: number;
}

/** A run under way, as every kind of it is handed to its own steps. */
export interface Run<Plan> {
  readonly runId: string;
  readonly plan: Plan;
  readonly status: RunStatus;
  readonly log: RunLog;
  readonly waitFor: WaitFor;
}

/** What every kind's result tells. */
export interface RunResult {
  readonly outcome: string;
  readonly warnings: readonly string[];
}

export type RunEnd<Result> =
  | { readonly outcome: Result extends RunResult ? Result['outcome'] : never; readonly result: Result }
  | { readonly outcome: 'failed' | 'cancelled'; readonly failure: RunFailure };

/** What one kind of run does at each turn of the common course. */
export interface Story<Plan, Result extends RunResult> {
  /** Records the run and gives what the workflow needs to know of the configuration. */
  open(about: { readonly runId: string; readonly workflowId: string; readonly startedAt: string }): Promise<Plan>;
  attempts(plan: Plan): AttemptPolicy;
  /** One pass over all steps. */
  attempt(run: Run<Plan>, attempt: number): Promise<Result>;
  /** Records how the run ended. */
  close(run: Run<Plan>, end: RunEnd<Result>, completedAt: string): Promise<unknown>;
}

/**
 * Takes a run of any kind from its record to its end.
 *
 * 1. An attempt that failed is made again after the delay while its failure is retryable and attempts and time are
 *    left; `proceed` cuts the delay short. A host that is gone costs no attempt, but time.
 * 2. A cancel ends the run at once and is recorded as such.
 * 3. The end is recorded beyond cancelling. A success stays one where that fails: it becomes a warning.
 */
export const conductRun = async <Plan, Result extends RunResult>(
  status: RunStatus,
  story: Story<Plan, Result>,
): Promise<Result> => {
  const { runId, workflowId } = workflowInfo();
  const waitFor = createWaits(status);
  const log = createRunLog(status);
  const startedMs = Date.now();
  const plan = await story.open({ runId, workflowId, startedAt: new Date(startedMs).toISOString() });
  const run: Run<Plan> = { runId, plan, status, log, waitFor };
  let result: Result;
  try {
    result = await attemptUntilDone(run, story, startedMs);
  } catch (error) {
    const failure = describeFailure(error);
    await close(run, story, { outcome: isCancellation(error) ? 'cancelled' : 'failed', failure });
    throw error;
  }
  // What is live is live, whether or not it can be written down.
  const unwritten = await close(run, story, { outcome: result.outcome, result } as RunEnd<Result>).then(
    () => undefined,
    (error: unknown) => `The end of the run was not recorded: ${describeFailure(error).message}`,
  );
  return unwritten === undefined ? result : { ...result, warnings: [...result.warnings, unwritten] };
};

const attemptUntilDone = async <Plan, Result extends RunResult>(
  run: Run<Plan>,
  story: Story<Plan, Result>,
  startedMs: number,
): Promise<Result> => {
  const { plan, status, log, waitFor } = run;
  const { maxAttempts, retryDelayMs, deadlineMs } = story.attempts(plan);
  for (let attempt = 1; ; ) {
    status.beginAttempt(attempt, maxAttempts);
    try {
      return await story.attempt(run, attempt);
    } catch (error) {
      if (isCancellation(error)) throw error;
      const failure = describeFailure(error);
      status.failed(failure);
      await log.error('import', `Attempt ${attempt} of ${maxAttempts} failed`, `${failure.code}: ${failure.message}`);
      if (!isHostGone(error)) {
        if (!failure.retryable || attempt >= maxAttempts) throw error;
        attempt++;
      }
      if (Date.now() - startedMs + retryDelayMs > deadlineMs) {
        throw ApplicationFailure.nonRetryable(
          `Cannot go on: the run's deadline is over; ${failure.message}`,
          'RUN_DEADLINE_EXCEEDED',
        );
      }
      const outcome = await waitFor('retry', `next attempt after ${failure.code}`, retryDelayMs);
      if (outcome.ended === 'proceeded') await log.info('initialization', `${outcome.by ?? 'Somebody'} said proceed`);
    }
  }
};

const close = <Plan, Result extends RunResult>(
  run: Run<Plan>,
  story: Story<Plan, Result>,
  end: RunEnd<Result>,
): Promise<unknown> =>
  CancellationScope.nonCancellable(async () => {
    const { status } = run;
    if ('failure' in end) status.failed(end.failure);
    else if (end.outcome !== 'skipped') status.show('cleanup', 100);
    status.outcome(end.outcome);
    return story.close(run, end, new Date().toISOString());
  });
