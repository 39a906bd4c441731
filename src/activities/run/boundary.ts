import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { cancellationSignal } from '@temporalio/activity';
import { isRetryableCode, isStevedoreError } from '../../contracts/errors.js';

/**
 * The only place where our errors become Temporal's: the code is the failure's type, its class decides whether it is
 * retried, and every text is redacted. Any other error becomes INTERNAL, which is retried.
 */
export const throwToTemporal = (error: unknown, redact: (text: string) => string): never => {
  const signal = cancellationSignal();
  // After a cancel, failures are caused by it; a driver's "socket destroyed" must not count as one.
  if (signal.aborted) throw signal.reason;
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) throw error;
  if (isStevedoreError(error)) {
    throw ApplicationFailure.create({
      type: error.code,
      message: redact(error.message),
      nonRetryable: !isRetryableCode(error.code),
      details: [error.details],
    });
  }
  const message = error instanceof Error ? error.message : String(error);
  throw ApplicationFailure.create({ type: 'INTERNAL', message: redact(message).slice(0, 500), nonRetryable: false });
};

type Activity = (...args: never[]) => Promise<unknown>;

/** Wraps every activity so that its errors are translated. */
export const translated = <T extends Record<string, Activity>>(activities: T, redact: (text: string) => string): T =>
  Object.fromEntries(
    Object.entries(activities).map(([name, run]) => [
      name,
      async (...args: never[]) => {
        try {
          return await run(...args);
        } catch (error) {
          return throwToTemporal(error, redact);
        }
      },
    ]),
  ) as T;
