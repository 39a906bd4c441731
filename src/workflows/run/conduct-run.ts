import { ApplicationFailure, CancellationScope, isCancellation, patched, workflowInfo } from '@temporalio/workflow';
import type { Kind } from '../../contracts/kinds.js';
import type { RunInput } from '../../contracts/runs/run-input.js';
import type { AttemptPolicy, RunPlan } from '../../contracts/runs/run-plan.js';
import type { RunResult } from '../../contracts/runs/run-result.js';
import type { RunFailure } from '../../contracts/runs/run-snapshot.js';
import { describeFailure, isHostGone } from './failures.js';
import type { RunLog } from './run-log.js';
import { createRunLog } from './run-log.js';
import type { RunStatus } from './run-status.js';
import { trackStatus } from './run-status.js';
import type { WaitFor } from './waits.js';
import { createWaits } from './waits.js';

/** A running run, as the steps of every kind receive it. */
export interface Run<Plan = RunPlan, Detail = unknown, Input extends RunInput = RunInput> {
  readonly input: Input;
  readonly runId: string;
  readonly plan: Plan;
  readonly status: RunStatus<Detail>;
  readonly log: RunLog;
  readonly waitFor: WaitFor;
}

export type RunEnd<Result extends RunResult = RunResult> =
  | { readonly outcome: Result['outcome']; readonly result: Result }
  | { readonly outcome: 'failed' | 'cancelled'; readonly failure: RunFailure };

/** When and as what a run was started. */
export interface RunStart {
  readonly runId: string;
  readonly workflowId: string;
  readonly startedAt: string;
}

/** What one kind of run does at each stage of the common course. */
export interface Story<Plan, Result extends RunResult, Detail = unknown, Input extends RunInput = RunInput> {
  readonly input: Input;
  /** Records the run and gives what the workflow needs to know of the configuration; `openRecord` does it. */
  open(start: RunStart): Promise<Plan>;
  /** One pass over all steps. */
  attempt(run: Run<Plan, Detail, Input>, attempt: number): Promise<Result>;
  /** Records how the run ended; `closeRecord` does it. */
  close(run: Run<Plan, Detail, Input>, end: RunEnd<Result>, completedAt: string): Promise<unknown>;
  attempts(plan: Plan): AttemptPolicy;
  /** What an attempt shows of its own at first. @default nothing */
  detail?(before: Detail | undefined): Detail;
  /** Lines for the Web UI of what only this kind knows. @default none */
  readonly describe?: (detail: Detail) => readonly string[];
  /** Whether a rollback can undo what a success puts live. @default false */
  readonly canGoBack?: (detail: Detail | undefined) => boolean;
  /** The step under which the log keeps what is said of an attempt as a whole. @default 'run' */
  readonly logStep?: string;
}

/**
 * Takes a run of any kind from its record to its end.
 *
 * 1. A failed attempt is repeated after the delay while its failure is retryable and attempts and time are left;
 *    `proceed`
 *    ends the delay. A host that is gone costs no attempt, but time.
 * 2. A cancel ends the run at once and is recorded as such, also if it came before a worker had taken the run.
 * 3. Recording the end cannot be cancelled. If it fails, a success stays one, and the failure becomes a warning; any
 *    other end stays what it was, too.
 */
export const conductRun = async <Plan, Result extends RunResult, Detail, Input extends RunInput>(
  story: Story<Plan, Result, Detail, Input>,
): Promise<Result> => {
  const { input } = story;
  const { runId, workflowId } = workflowInfo();
  const status = trackStatus<Detail>({
    pipeline: input.pipeline,
    runId,
    describe: story.describe,
    canGoBack: story.canGoBack,
  });
  const waitFor = createWaits(status);
  const log = createRunLog(status, { pipeline: input.pipeline, kind: input.kind as Kind });
  const startedMs = Date.now();
  const { plan, stopped } = await open(() =>
    story.open({ runId, workflowId, startedAt: new Date(startedMs).toISOString() }),
  );
  const run: Run<Plan, Detail, Input> = { input, runId, plan, status, log, waitFor };
  let result: Result;
  try {
    if (stopped !== undefined) throw stopped;
    result = await attemptUntilDone(run, story, startedMs);
  } catch (error) {
    const failure = describeFailure(error);
    // The records may be kept where nobody answers: what has happened stays the run's last word.
    await close(run, story, { outcome: isCancellation(error) ? 'cancelled' : 'failed', failure }).catch(
      (unrecorded: unknown) => {
        if (!patched('unrecorded-end')) throw unrecorded;
      },
    );
    throw error;
  }
  // What is live stays live, whether or not it can be recorded.
  const unwritten = await close(run, story, { outcome: result.outcome, result }).then(
    () => undefined,
    (error: unknown) => `Cannot record the end of the run: ${describeFailure(error).message}`,
  );
  return unwritten === undefined ? result : { ...result, warnings: [...result.warnings, unwritten] };
};

/** Records a run also if it was cancelled before: else no list would have it. */
const open = async <Plan>(record: () => Promise<Plan>): Promise<{ readonly plan: Plan; readonly stopped?: Error }> => {
  try {
    return { plan: await record() };
  } catch (stopped) {
    if (!(stopped instanceof Error && isCancellation(stopped)) || !patched('opened-although-cancelled')) throw stopped;
    const plan = await CancellationScope.nonCancellable(record).catch(() => Promise.reject(stopped));
    return { plan, stopped };
  }
};

const attemptUntilDone = async <Plan, Result extends RunResult, Detail, Input extends RunInput>(
  run: Run<Plan, Detail, Input>,
  story: Story<Plan, Result, Detail, Input>,
  startedMs: number,
): Promise<Result> => {
  const { plan, status, log, waitFor } = run;
  const { logStep = 'run' } = story;
  const { maxAttempts, retryDelayMs, deadlineMs } = story.attempts(plan);
  for (let attempt = 1; ; ) {
    status.beginAttempt(attempt, maxAttempts, story.detail?.(status.snapshot().detail));
    try {
      return await story.attempt(run, attempt);
    } catch (error) {
      if (isCancellation(error)) throw error;
      const failure = describeFailure(error);
      status.failed(failure);
      await log.error(logStep, `Attempt ${attempt} of ${maxAttempts} failed`, `${failure.code}: ${failure.message}`);
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

const close = <Plan, Result extends RunResult, Detail, Input extends RunInput>(
  run: Run<Plan, Detail, Input>,
  story: Story<Plan, Result, Detail, Input>,
  end: RunEnd<Result>,
): Promise<unknown> =>
  CancellationScope.nonCancellable(async () => {
    const { status } = run;
    if ('failure' in end) status.failed(end.failure);
    else if (end.outcome !== 'skipped') status.show('cleanup', 100);
    status.outcome(end.outcome);
    return story.close(run, end, new Date().toISOString());
  });
