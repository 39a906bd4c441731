import { ActivityFailure, ApplicationFailure, isCancellation, rootCause, TimeoutFailure } from '@temporalio/workflow';
import { isErrorCode, isRetryableCode } from '../../contracts/errors.js';
import type { RunFailure } from '../../contracts/runs/run-snapshot.js';

/** Describes what a failed step means for the run, in a shape that memo, store and API can hold. */
export const describeFailure = (error: unknown): RunFailure => {
  if (isCancellation(error)) return { code: 'CANCELLED', message: 'cancelled', retryable: false };
  const cause = error instanceof ActivityFailure ? error.cause : error;
  const step = error instanceof ActivityFailure ? error.activityType : 'workflow';
  if (cause instanceof TimeoutFailure) {
    return {
      code: 'TIMEOUT',
      message: `Step "${step}" ran into its time limit (${cause.timeoutType})`,
      retryable: true,
    };
  }
  const code = codeOf(error);
  const message = (cause instanceof Error ? cause.message : rootCause(error)) ?? 'unknown failure';
  return { code: code ?? 'INTERNAL', message, retryable: code === undefined || isRetryableCode(code) };
};

/** Returns the code of our own errors, which travel as the failure's type. */
export const codeOf = (error: unknown) => {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof ApplicationFailure && isErrorCode(cause.type) ? cause.type : undefined;
};

/** The host that claimed the attempt no longer takes its steps: this is no failed attempt of the run. */
export const isHostGone = (error: unknown): boolean =>
  error instanceof ActivityFailure &&
  error.cause instanceof TimeoutFailure &&
  error.cause.timeoutType === 'SCHEDULE_TO_START';
