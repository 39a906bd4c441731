import { patched } from '@temporalio/workflow';
import type { DumpImportActivities } from '../../activities/dump-import/create-dump-import-activities.js';
import { codeOf, mayBeLive } from '../run/failures.js';
import { Unheard } from '../run/outcome/hear-outcome.js';

/** What a pipeline has live, as settling it tells. */
export type PipelineState = Awaited<ReturnType<DumpImportActivities['settle']>>;

/** Who sees what is live, of a run that may be. */
export const seenBy = (pipeline: string): string =>
  `stevedore generations ${pipeline} shows what is, once the target is there again, and the next run settles it`;

/**
 * What settling answers after a try that has failed. Throws `Unheard` where that try may be live, and the target does
 * not answer; a torn rename is an answer.
 */
export const orUnheard = (failed: unknown, settling: Promise<PipelineState>): Promise<PipelineState> =>
  settling.catch((unheard: unknown) => {
    if (mayBeLive(failed) && codeOf(unheard) !== 'PUBLISH_TORN' && patched('outcome-heard')) throw new Unheard(unheard);
    throw unheard;
  });
