import { setTimeout as sleep } from 'node:timers/promises';
import { isStevedoreError } from '../../src/contracts/errors.js';
import { settlePipeline } from '../../src/dump-import/clean-up/settle-pipeline.js';
import { WORKER_START } from '../../src/dump-import/control/take-epoch.js';
import type { PublishResult } from '../../src/dump-import/publish/publish-generation.js';
import type { Edition } from '../support/editions.js';
import type { PublishSite } from '../support/publish-site.js';
import type { PointResult } from './point-result.js';

/**
 * What must hold after a strike, without a person: readers see one edition; the settling at a worker's start completes
 * that edition with its objects; the struck run's next try publishes once; and nothing is left over.
 */
export const recover = async (
  site: PublishSite,
  { from, to, runId }: { readonly from: Edition; readonly to: Edition; readonly runId: string },
): Promise<Pick<PointResult, 'shown' | 'settlement' | 'problems'>> => {
  const problems: string[] = [];
  const seen = await site.liveTables().catch((error: unknown) => `an error: ${String(error)}`);
  const shown = seen === from ? 'old' : seen === to ? 'new' : 'mixed';
  if (shown === 'mixed') problems.push(`readers saw ${seen}`);
  const repeated: string[] = [];
  const { settlement } = await asAnActivity(() => settlePipeline(site.direct, site.settings, WORKER_START), repeated);
  const settled = await site.live();
  if (settled !== seen) problems.push(`after the recovery: ${describe(settled)}`);
  const result = await asARun(site, to, runId, repeated);
  if (result.already !== (shown === 'new')) problems.push(`published ${result.already ? 'never' : 'twice'}`);
  const ended = shown === 'new' ? settled : await site.live();
  if (ended !== to) problems.push(`in the end: ${describe(ended)}`);
  problems.push(...(await site.leftovers()).map((left) => `left behind: ${left}`));
  return { shown, settlement: [settlement, ...repeated].join(' '), problems };
};

/** Retryable errors are retried, as Temporal would, and reported. */
const asAnActivity = async <T>(body: () => Promise<T>, repeated: string[]): Promise<T> => {
  for (;;) {
    try {
      return await body();
    } catch (error) {
      if (!isStevedoreError(error) || !error.retryable || error.code === 'STAGING_LOST' || repeated.length >= 5)
        throw error;
      repeated.push(`(${error.code} ${error.message})`);
      await sleep(500);
    }
  }
};

/** What was loaded before the server's restart is loaded again, as in the run's next attempt. */
const asARun = async (site: PublishSite, to: Edition, runId: string, repeated: string[]): Promise<PublishResult> => {
  try {
    return await asAnActivity(() => site.publish(runId), repeated);
  } catch (error) {
    if (!isStevedoreError(error) || error.code !== 'STAGING_LOST') throw error;
    repeated.push('(loaded anew)');
    await site.stage(to, runId, 2);
    return await asAnActivity(() => site.publish(runId), repeated);
  }
};

const describe = (live: Edition | { readonly differences: readonly string[] }): string =>
  typeof live === 'string' ? live : live.differences.slice(0, 3).join('; ');
