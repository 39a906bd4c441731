import { activityInfo, cancellationSignal, heartbeat } from '@temporalio/activity';
import type { ActivityProgress } from '../../contracts/runs/activity-progress.js';

export interface ProgressReporter {
  /** Share of the step's work; what was shown before is never taken back. */
  readonly report: (done: number, total: number, detail?: string) => void;
  /** From here on `report` tells of another step. */
  readonly begin: (step: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Runs a long step with a heartbeat every two seconds, which tells that it lives, how far it is, and learns of a
 * cancel. A further try of the same step begins with the progress that the last one had shown.
 */
export const withProgress = async <T>(
  first: string,
  part: string,
  body: (progress: ProgressReporter) => Promise<T>,
): Promise<T> => {
  const before = activityInfo().heartbeatDetails as ActivityProgress | undefined;
  let step = first;
  let shown: ActivityProgress = before ?? { step, part, done: 0, total: 0 };
  const begin = (next: string) => {
    step = next;
    if (shown.step !== next) shown = { step, part, done: 0, total: 0 };
  };
  const report = (done: number, total: number, detail?: string) => {
    const reached = total > 0 ? done / total : 0;
    // A further try has its way before it to where the last one was.
    if (shown.step !== step) return;
    const earlier = shown.total > 0 ? shown.done / shown.total : 0;
    const kept = reached >= earlier ? { done, total } : { done: shown.done, total: shown.total };
    shown = { step, part, ...kept, ...(detail === undefined ? {} : { detail: detail.slice(0, 200) }) };
  };
  heartbeat(shown);
  const timer = setInterval(() => heartbeat(shown), HEARTBEAT_MS);
  try {
    return await body({ report, begin, signal: cancellationSignal() });
  } finally {
    clearInterval(timer);
    // Once more, so that the next try knows the newest state although heartbeats are throttled.
    heartbeat(shown);
  }
};

const HEARTBEAT_MS = 2_000;
