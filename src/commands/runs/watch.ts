import type { Command } from 'commander';
import type { CommandContext } from '../context.js';
import { EXIT, exitCodeOfRun } from '../output/exit-code.js';
import { findRun } from './find-run.js';
import { durationOption } from './run.js';
import { tellNext } from './tell-next.js';
import { waitForRun } from './wait-for-run.js';
import { watchPipelines } from './watch-pipelines.js';

interface WatchFlags {
  /** Milliseconds. */
  readonly timeout?: number;
  readonly json?: boolean;
}

export const addWatchCommand = (program: Command, context: CommandContext): void => {
  program
    .command('watch')
    .argument('[run]', 'a run id, or a pipeline for its newest run; default: all pipelines, until Ctrl-C')
    .description('follow a run to its end and exit with its result; or all pipelines')
    .option('--timeout <duration>', 'exit with 5 after so long (30m); the runs go on', durationOption)
    .option('--json', 'print the run as JSON when it has ended; of all pipelines, each state as a line of JSON')
    .addHelpText('after', '\nExit codes: 0 success, 1 failed, 2 usage, 3 skipped, 4 cancelled, 5 still running')
    .action(async (target: string | undefined, { timeout, json = false }: WatchFlags) => {
      const api = await context.api();
      if (target === undefined) return watchPipelines(context, api, { timeoutMs: timeout, json });
      const { run_id: runId } = await findRun(api, target);
      const { why, run } = await waitForRun(context, api, runId, { timeoutMs: timeout });
      if (run !== undefined) context.out(json ? `${JSON.stringify(run)}\n` : `${run.status} ${runId}\n`);
      if (why === 'ended' && run !== undefined) {
        tellNext(context.err, run);
        return context.exit(exitCodeOfRun(run.status));
      }
      context.err(`The run continues. Stop it with: stevedore cancel ${runId}\n`);
      context.exit(why === 'interrupted' ? EXIT.interrupted : EXIT.stillWaiting);
    });
};
