import type { Happening } from '../contracts/notifications/happening.js';
import type { Outcome } from '../contracts/runs/run-result.js';

/** How a run ended. */
export interface EndedRun
  extends Pick<Happening, 'pipeline' | 'kind' | 'startedAt' | 'attempts' | 'generation' | 'reason' | 'error'> {
  readonly runId: string;
  readonly outcome: Outcome;
  readonly completedAt: string;
  readonly warnings: readonly string[];
}

/** The end of a run as receivers are told of it: a success with warnings is one that somebody has to look at. */
export const endOfRun = ({ outcome, completedAt, ...run }: EndedRun): Happening => ({
  ...run,
  ...(run.warnings.length > 0 && outcome === 'success' ? { event: 'warning', orElse: outcome } : { event: outcome }),
  subject: run.runId,
  at: completedAt,
});
