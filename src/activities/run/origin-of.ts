import type { RunInput } from '../../contracts/runs/run-input.js';
import type { RunRecord } from '../../contracts/runs/run-record.js';
import { startedWith } from '../../contracts/runs/started-with.js';

/** What a run's record keeps of its input. */
export const originOf = (input: RunInput): Pick<RunRecord, 'retryOf' | 'options'> => ({
  options: startedWith(input),
  ...(input.retryOf === undefined ? {} : { retryOf: input.retryOf }),
});

/** Goes on behind who started a run. */
export const again = ({ retryOf }: RunInput): string => (retryOf === undefined ? '' : `, as a retry of ${retryOf}`);
