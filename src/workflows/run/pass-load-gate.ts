import { ApplicationFailure } from '@temporalio/workflow';
import type { RunPlan } from '../../contracts/dump-import/plan.js';
import type { DumpImportInput } from '../../contracts/dump-import/input.js';
import { quick } from '../dump-import/proxies.js';
import type { RunLog } from './run-log.js';
import type { RunStatus } from './run-status.js';
import type { WaitFor } from './waits.js';

/** How many delays a run has used; they count over all of its attempts. */
export interface LoadGate {
  delays: number;
}

/**
 * Returns when the target is quiet, when an operator says `proceed`, or never busy; after the last delay it measures
 * once more and then fails with the words of seed 000.
 */
export const passLoadGate = async (context: {
  readonly input: DumpImportInput;
  readonly plan: RunPlan;
  readonly status: RunStatus;
  readonly log: RunLog;
  readonly waitFor: WaitFor;
  readonly gate: LoadGate;
}): Promise<void> => {
  const { input, plan, status, log, waitFor, gate } = context;
  if (!plan.loadGate.enabled) return;
  status.show('checking_load', 5);
  for (;;) {
    const load = await quick.measureLoad.executeWithOptions({ summary: 'how busy is the target' }, [
      { pipeline: input.pipeline },
    ]);
    if (!load.busy) return;
    if (gate.delays >= plan.loadGate.maxDelays) {
      throw ApplicationFailure.nonRetryable('max delays exceeded, API still under heavy load', 'LOAD_GATE_GAVE_UP', {
        reason: load.reason,
      });
    }
    gate.delays++;
    await log.warn(
      'initialization',
      `API under heavy load, delaying import (delay ${gate.delays} of ${plan.loadGate.maxDelays}): ${load.reason}`,
    );
    const outcome = await waitFor('load', `busy: ${load.reason}`, plan.loadGate.delayMs);
    if (outcome.ended === 'proceeded') {
      await log.info('initialization', `Going on although busy: ${outcome.by ?? 'somebody'} said proceed`);
      return;
    }
  }
};
