import type { ExamineActivities } from '../../activities/run/create-examine-activities.js';
import { EXAMINE_LIMIT_MS } from '../../contracts/examine/examine-input.js';
import type { ExamineInput } from '../../contracts/examine/examine-input.js';
import { HEARTBEAT_TIMEOUT, NEVER, WAIT } from './profiles.js';
import { proxySteps } from './proxy-steps.js';
import { EXAMINE_TITLES } from './step-titles.js';

/** One more try for a worker that is lost; whoever asked can ask again. */
const examining = (limitMs: number) =>
  proxySteps<ExamineActivities>(EXAMINE_TITLES, {
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
