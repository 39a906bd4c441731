import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  isCancellation,
  rootCause,
  TimeoutFailure,
} from '@temporalio/workflow';
import { isErrorCode, isRetryableCode } from '../../contracts/errors.js';
import type { RunFailure } from '../../contracts/runs/run-snapshot.js';

/** Describes what a failed step means for the run, in a shape that memo, store and API can hold. */
export const describeFailure = (error: unknown): RunFailure => {
  if (isCancellation(error)) return describeCancel(error);
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

/** Only a run that may be live has more to say. */
const describeCancel = (error: unknown): RunFailure =>
  error instanceof CancelledFailure && error.details?.[0] === 'PUBLISH_UNCERTAIN'
    ? { code: 'PUBLISH_UNCERTAIN', message: error.message, retryable: false }
    : { code: 'CANCELLED', message: 'cancelled', retryable: false };

/**
 * Whether a step that has failed may have committed all the same: one of its tries says so, or has ended without a
 * word. False for steps that older workers have done.
 */
export const mayBeLive = (error: unknown): boolean => {
  if (!(error instanceof ActivityFailure)) return false;
  const { cause } = error;
  if (cause instanceof TimeoutFailure) return true;
  if (!(cause instanceof ApplicationFailure)) return false;
  const [told] = (cause.details ?? []) as readonly ({ readonly mayBeLive?: boolean } | undefined)[];
  return told?.mayBeLive === true || cause.type === 'WORKER_LOST';
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
