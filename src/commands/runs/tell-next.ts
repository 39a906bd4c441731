import type { RunJson } from '../../api/runs/run-schema.js';
import type { CommandContext } from '../context.js';

/** Says what to type after the end of a run that a person has to look at, or that can be undone. */
export const tellNext = (err: CommandContext['err'], run: RunJson | undefined): void => {
  if (run === undefined) return;
  const { run_id: id, detail } = run;
  if (run.status === 'failed') err(`Next: stevedore logs ${id} says what it did; stevedore retry ${id} repeats it\n`);
  const rejected = (detail?.['counts'] as Readonly<Record<string, number>> | undefined)?.['rejected'] ?? 0;
  if (rejected > 0) err(`Next: stevedore rejects ${id} shows the ${rejected} that were not taken\n`);
};
