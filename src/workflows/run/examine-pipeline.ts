import { proxyActivities } from '@temporalio/workflow';
import type { ExamineActivities } from '../../activities/run/create-examine-activities.js';
import { EXAMINE_LIMIT_MS } from '../../contracts/examine/examine-input.js';
import type { ExamineInput } from '../../contracts/examine/examine-input.js';
import { HEARTBEAT_TIMEOUT, NEVER, WAIT } from './profiles.js';

/** One more try for a worker that is lost; whoever asked can ask again. */
const examining = (limitMs: number) =>
  proxyActivities<ExamineActivities>({
    ...WAIT,
    scheduleToCloseTimeout: limitMs,
    startToCloseTimeout: limitMs,
    heartbeatTimeout: HEARTBEAT_TIMEOUT,
    retry: { initialInterval: '1s', maximumAttempts: 2, nonRetryableErrorTypes: NEVER },
  });

/** Has a worker check a pipeline or preview its next import. It is no run: nothing is recorded and nothing changes. */
export async function examinePipeline({ what, pipeline }: ExamineInput): Promise<unknown> {
  const activities = examining(EXAMINE_LIMIT_MS[what]);
  return what === 'check' ? activities.checkPipeline({ pipeline }) : activities.previewPipeline({ pipeline });
}
