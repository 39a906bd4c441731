import { CancellationScope } from '@temporalio/workflow';
import type { SyncStep } from '../../activities/database-sync/sync-context.js';
import { checking } from './proxies.js';

/** What a run has made live. */
export interface Published {
  readonly generation: number;
  readonly warnings: readonly string[];
}

/** What the run has made live; undefined where it is nothing, or nobody can say. A cancel ends no asking. */
export const settled = async (step: SyncStep): Promise<Published | undefined> => {
  const { generation, warnings = [] }: Partial<Published> = await CancellationScope.nonCancellable(() =>
    checking.settleSync(step).catch(() => ({})),
  );
  return generation === undefined ? undefined : { generation, warnings };
};
