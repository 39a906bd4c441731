import type { Command } from 'commander';
import type { CommandContext } from '../context.js';
import { findRun } from './find-run.js';
import { EXIT } from '../output/exit-code.js';
import { waitForRun } from './wait-for-run.js';

export const addCancelCommand = (program: Command, context: CommandContext): void => {
  program
    .command('cancel')
    .argument('<run>', 'a run id, or a pipeline for its open run')
    .description('stop a run; what it loaded is dropped and the live data is unchanged')
    .option('--reason <text>', 'why, for the record')
    .option('--wait', 'wait until it has stopped')
    .option('--json', 'print the answer as JSON; with --wait, the run')
    .action(async (target: string, flags: { reason?: string; wait?: boolean; json?: boolean }) => {
      const api = await context.api();
      const { run_id: runId } = await findRun(api, target);
      const reason = flags.reason === undefined ? {} : { reason: flags.reason };
      const answer = await api.post<{ message: string }>(`/api/v1/runs/${runId}/cancel`, {
        by: context.user,
        ...reason,
      });
      context.err(`${answer.message}\n`);
      if (!flags.wait) {
        if (flags.json) context.out(`${JSON.stringify(answer)}\n`);
        return;
      }
      const { why, run } = await waitForRun(context, api, runId);
      if (run !== undefined) context.out(flags.json ? `${JSON.stringify(run)}\n` : `${run.status} ${runId}\n`);
      if (why === 'interrupted') context.exit(EXIT.interrupted);
      // A cancel that came after the publish is too late: the run ends as a success.
      else if (run?.status !== 'cancelled') context.exit(EXIT.failed);
    });
};
