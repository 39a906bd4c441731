import { activityInfo, cancellationSignal, heartbeat } from '@temporalio/activity';
import type { ActivityItem, ActivityProgress } from '../../contracts/runs/activity-progress.js';

export interface ProgressReporter {
  /** Reports the share of the step's work that is done, and what it has committed; progress never falls. */
  readonly report: (
    done: number,
    total: number,
    detail?: string,
    committed?: ActivityProgress['committed'],
    items?: readonly ActivityItem[],
  ) => void;
  /** The try ends without having committed anything; the next one reads it in the heartbeat. */
  readonly notCommitted: () => void;
  /** From here on `report` belongs to another step. */
  readonly begin: (step: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Runs a long step with a heartbeat every two seconds, which carries its progress and receives a cancel. A retry of the
 * same step begins with the progress of the last try.
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
  const report: ProgressReporter['report'] = (done, total, detail, committed = shown.committed, items) => {
    const reached = total > 0 ? done / total : 0;
    // A retry first has to catch up with the last try.
    if (shown.step !== step) return;
    const earlier = shown.total > 0 ? shown.done / shown.total : 0;
    const kept = reached >= earlier ? { done, total } : { done: shown.done, total: shown.total };
    shown = {
      step,
      part,
      ...kept,
      ...(detail === undefined ? {} : { detail: detail.slice(0, 200) }),
      ...(committed === undefined ? {} : { committed }),
      ...(items === undefined ? {} : { items: items.slice(0, MOST_ITEMS) }),
    };
  };
  const notCommitted = () => {
    shown = { ...shown, notCommitted: activityInfo().attempt };
  };
  heartbeat(shown);
  const timer = setInterval(() => heartbeat(shown), HEARTBEAT_MS);
  try {
    return await body({ report, notCommitted, begin, signal: cancellationSignal() });
  } finally {
    clearInterval(timer);
    // Again, because heartbeats are rate-limited and the next try needs the newest state.
    heartbeat(shown);
  }
};

/** Each has a name of some hundred bytes at most. */
const MOST_ITEMS = 12;

const HEARTBEAT_MS = 2_000;
