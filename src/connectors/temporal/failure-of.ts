import { WorkflowFailedError } from '@temporalio/client';
import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  ChildWorkflowFailure,
  TerminatedFailure,
  TimeoutFailure,
} from '@temporalio/common';
import type { RunFailure } from '../../contracts/runs/run-snapshot.js';
import { isErrorCode } from '../../contracts/errors.js';

/** Returns what ended a run: the message of the innermost failure, and its code if it has one. */
export const failureOf = (error: unknown): RunFailure => {
  const cause = innermost(error);
  if (cause instanceof CancelledFailure) return { code: 'CANCELLED', message: 'cancelled', retryable: false };
  if (cause instanceof TerminatedFailure) {
    return { code: 'CANCELLED', message: `terminated: ${cause.message}`, retryable: false };
  }
  if (cause instanceof TimeoutFailure) return { code: 'TIMEOUT', message: cause.message, retryable: true };
  if (cause instanceof ApplicationFailure) {
    const code = isErrorCode(cause.type) ? cause.type : 'INTERNAL';
    return { code, message: cause.message, retryable: cause.nonRetryable !== true };
  }
  return { code: 'INTERNAL', message: cause instanceof Error ? cause.message : String(cause), retryable: true };
};

const innermost = (error: unknown): unknown => {
  let current = error;
  while (
    current instanceof WorkflowFailedError ||
    current instanceof ActivityFailure ||
    current instanceof ChildWorkflowFailure
  ) {
    if (current.cause === undefined) return current;
    current = current.cause;
  }
  return current;
};
