import type { Command } from 'commander';
import type { CommandContext } from '../context.js';
import { findRun } from '../runs/find-run.js';
import type { FollowFlags } from '../runs/follow-started.js';
import { followStarted } from '../runs/follow-started.js';
import { durationOption } from '../runs/run.js';

export const addReplayCommand = (program: Command, context: CommandContext): void => {
  program
    .command('replay')
    .argument('<run>', 'a run id, or a pipeline for its newest run')
    .description('import the open rejects of a run again, as they were or as they were mended')
    .option('--wait', 'show progress on stderr until the new run has ended')
    .option('--timeout <duration>', 'with --wait: exit with 5 after this time (30m); the run continues', durationOption)
    .option('--json', 'print the new run as JSON')
    .addHelpText('after', '\nExit codes: 0 success, 1 failed, 2 usage, 3 skipped, 4 cancelled, 5 still running')
    .action(async (target: string, flags: FollowFlags) => {
      const api = await context.api();
      const { run_id: runId } = await findRun(api, target);
      const started = await api.start<{ run_id: string; pipeline: string }>(`/api/v1/runs/${runId}/rejects/replay`, {
        by: context.user,
        trigger: 'cli',
      });
      await followStarted(context, api, started, flags);
    });
};
