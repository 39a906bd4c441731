import { CancellationScope, isCancellation, patched } from '@temporalio/workflow';
import type { SyncStep } from '../../activities/database-sync/sync-context.js';
import { codeOf, mayBeLive } from '../run/failures.js';
import type { Hearing } from '../run/outcome/hear-outcome.js';
import { seenInGenerations, Unheard } from '../run/outcome/hear-outcome.js';
import { asking, checking } from './proxies.js';

/** What a run has made live. */
export interface Published {
  readonly generation: number;
  readonly warnings: readonly string[];
}

/** What the run has made live; undefined where it is nothing, or nobody can say. A cancel ends no asking. */
export const settled = (step: SyncStep): Promise<Published | undefined> => askedOnce(step).catch(() => undefined);

const askedOnce = async (step: SyncStep): Promise<Published | undefined> =>
  publishedOf(await CancellationScope.nonCancellable(() => checking.settleSync(step)));

const publishedOf = ({ generation, warnings = [] }: Partial<Published>): Published | undefined =>
  generation === undefined ? undefined : { generation, warnings };

/** How a run finds out what has become of its publish, or rollback. */
export const hearingOf = (step: SyncStep, what: string): Pick<Hearing<Published>, 'what' | 'seenBy' | 'ask'> => ({
  what,
  seenBy: seenInGenerations(step.pipeline),
  ask: async () => publishedOf(await asking.settleSync(step)),
});

/**
 * One try, which cannot be cancelled: it happens or it does not, and its outcome must become known. Where it fails, and
 * `patch` is not newer than the run, the target is asked: what is live is never told as failed, and perhaps no attempt
 * follows. Throws `Unheard` where it may be live, and the target does not answer.
 */
export const orSettled = async (
  step: SyncStep,
  patch: 'sync-settled' | 'rollback-settled',
  once: () => Promise<Published>,
): Promise<Published> => {
  try {
    return await CancellationScope.nonCancellable(once);
  } catch (error) {
    if (codeOf(error) === 'PUBLISH_LOCKED' || isCancellation(error) || !patched(patch)) throw error;
    const live = await askedOnce(step).catch((unheard: unknown) => {
      if (mayBeLive(error) && patched('outcome-heard')) throw new Unheard(unheard);
    });
    if (live !== undefined) return live;
    if (error instanceof Error) asked.add(error);
    throw error;
  }
};

const asked = new WeakSet<Error>();

/** Whether the target has been asked after the try that failed so: what else ends a run may come between two tries. */
export const wasAsked = (error: unknown): boolean => error instanceof Error && asked.has(error);
