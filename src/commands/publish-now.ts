import type { Command } from 'commander';
import type { CommandContext } from './context.js';
import { findRun } from './find-run.js';

export const addPublishNowCommand = (program: Command, context: CommandContext): void => {
  program
    .command('publish-now')
    .argument('<run>', 'a run id, or a pipeline for its open run')
    .description('publish a run that is loaded and waits: for locks, for its window, or for approval')
    .action(async (target: string) => {
      const api = await context.api();
      const { run_id: runId } = await findRun(api, target);
      const answer = await api.post<{ message: string }>(`/api/v1/runs/${runId}/publish-now`, { by: context.user });
      context.err(`${answer.message}\n`);
    });
};
