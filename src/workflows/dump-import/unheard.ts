import { patched } from '@temporalio/workflow';
import type { DumpImportActivities } from '../../activities/dump-import/create-dump-import-activities.js';
import { codeOf, mayBeLive } from '../run/failures.js';
import { Unheard } from '../run/outcome/hear-outcome.js';

/** What a pipeline has live, as settling it tells. */
export type PipelineState = Awaited<ReturnType<DumpImportActivities['settle']>>;

/**
 * What settling answers after a try that has failed. Throws `Unheard` where that try may be live, and the target does
 * not answer; a torn rename is an answer.
 */
export const orUnheard = (failed: unknown, settling: Promise<PipelineState>): Promise<PipelineState> =>
  settling.catch((unheard: unknown) => {
    if (mayBeLive(failed) && codeOf(unheard) !== 'PUBLISH_TORN' && patched('outcome-heard')) throw new Unheard(unheard);
    throw unheard;
  });
