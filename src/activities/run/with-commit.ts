import { activityInfo } from '@temporalio/activity';
import type { ActivityProgress } from '../../contracts/runs/activity-progress.js';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import type { ProgressReporter } from './with-progress.js';

/**
 * Runs a try that commits once, and calls `committing` right before. Where it fails, its error says (`mayBeLive` in its
 * details) that this try, or one before it, may have committed unheard.
 *
 * 1. A try that has failed before it was about to commit says so in its last heartbeat. One that has said nothing, such
 *    as one whose worker was killed, may have committed.
 * 2. What may be live is never taken for certain; what is certain may be taken for unknown.
 */
export const withCommit = async <T>(
  { notCommitted }: Pick<ProgressReporter, 'notCommitted'>,
  body: (committing: () => void) => Promise<T>,
): Promise<T> => {
  const info = activityInfo();
  const { attempt } = info;
  const known = (info.heartbeatDetails as Partial<ActivityProgress> | undefined)?.notCommitted;
  let mayBeLive = attempt > 1 && known !== attempt - 1;
  try {
    return await body(() => {
      mayBeLive = true;
    });
  } catch (error) {
    if (mayBeLive) throw marked(error);
    notCommitted();
    throw error;
  }
};

const marked = (error: unknown): StevedoreError => {
  const { code, details, message } = isStevedoreError(error)
    ? error
    : { code: 'INTERNAL' as const, details: {}, message: error instanceof Error ? error.message : String(error) };
  return new StevedoreError(code, message, { details: { ...details, mayBeLive: true }, cause: error });
};
