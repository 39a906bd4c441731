import { ApplicationFailure } from '@temporalio/workflow';
import type { LoadGatePlan } from '../../contracts/runs/load-gate-plan.js';
import type { LoadReading } from '../../contracts/runs/load-reading.js';
import type { Run } from './conduct-run.js';

/** How many delays a run has used; they count over all of its attempts. */
export interface LoadGate {
  delays: number;
}

/**
 * Returns when the target is quiet, when an operator sends `proceed`, or at once if it is not busy. After the last
 * delay it measures again and then fails with the words of seed 000.
 */
export const passLoadGate = async (context: {
  readonly run: Pick<Run, 'log' | 'waitFor'> & { readonly status: Pick<Run['status'], 'show'> };
  readonly plan: LoadGatePlan;
  readonly gate: LoadGate;
  readonly measure: () => Promise<LoadReading>;
}): Promise<void> => {
  const { plan, gate, measure } = context;
  const { status, log, waitFor } = context.run;
  if (!plan.enabled) return;
  status.show('checking_load', 5);
  for (;;) {
    const load = await measure();
    if (!load.busy) return;
    if (gate.delays >= plan.maxDelays) {
      throw ApplicationFailure.nonRetryable('max delays exceeded, API still under heavy load', 'LOAD_GATE_GAVE_UP', {
        reason: load.reason,
      });
    }
    gate.delays++;
    await log.warn(
      'initialization',
      `API under heavy load, delaying import (delay ${gate.delays} of ${plan.maxDelays}): ${load.reason}`,
    );
    const outcome = await waitFor('load', `busy: ${load.reason}`, plan.delayMs);
    if (outcome.ended === 'proceeded') {
      await log.info('initialization', `Going on although busy: ${outcome.by ?? 'somebody'} said proceed`);
      return;
    }
  }
};
