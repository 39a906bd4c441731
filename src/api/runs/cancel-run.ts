import { StevedoreError } from '../../contracts/errors.js';
import type { LogEntry } from '../../contracts/runs/log-entry.js';
import type { ApiDeps } from '../deps.js';
import { inTime } from '../request/in-time.js';
import { orNothing } from '../request/or-nothing.js';
import type { RunView } from './join-run.js';

/** Asks an open run to stop, and notes who asked in its log. Throws RUN_ENDED for one that has ended. */
export const cancelRun = async (
  { runs, store }: Pick<ApiDeps, 'runs' | 'store'>,
  run: RunView,
  by: string,
  reason?: string,
): Promise<void> => {
  const { workflowId, runId, attempt } = assertOpen(run);
  await runs.cancel({ workflowId, runId }, by, reason);
  await orNothing(inTime(store.logs.append(runId, attempt, [cancelLine(by, reason)])));
};

/** Throws RUN_ENDED. */
export const assertOpen = (run: RunView): RunView => {
  if (run.status === 'running') return run;
  throw new StevedoreError('RUN_ENDED', `Cannot steer the run: it has ended as "${run.status}"`, {
    details: { runId: run.runId },
  });
};

/** Temporal forgets who asked when the run's history is deleted; the run's log does not. */
const cancelLine = (by: string, reason: string | undefined): LogEntry => ({
  timestamp: new Date().toISOString(),
  level: 'WARN',
  step: 'cleanup',
  message: `Cancel requested by ${by}${reason === undefined ? '' : `: ${reason}`}`,
});
