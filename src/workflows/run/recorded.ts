import type { AnyRunInput } from '../../contracts/kinds.js';
import type { RunPlan } from '../../contracts/runs/run-plan.js';
import type { RunResult } from '../../contracts/runs/run-result.js';
import type { Story } from './conduct-run.js';
import { lastWords, quick } from './profiles.js';

/**
 * How a run of any kind is recorded when it opens and when it ends, and how often it is tried: the part of its story
 * that every kind may take as it is.
 */
export const recorded = <Plan extends RunPlan, Result extends RunResult, Detail, Input extends AnyRunInput>(
  input: Input,
): Pick<Story<Plan, Result, Detail, Input>, 'input' | 'open' | 'attempts' | 'close'> => ({
  input,
  open: async (start) =>
    (await quick.openRun.executeWithOptions({ summary: input.pipeline }, [{ input, ...start }])) as Plan,
  attempts: (plan) => plan,
  close: ({ runId, status }, end, completedAt) =>
    lastWords.closeRun({
      kind: input.kind,
      pipeline: input.pipeline,
      runId,
      completedAt,
      snapshot: status.snapshot(),
      ...end,
    }),
});
