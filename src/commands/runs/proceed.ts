import type { Command } from 'commander';
import type { CommandContext } from '../context.js';
import { findRun } from './find-run.js';

export const addProceedCommand = (program: Command, context: CommandContext): void => {
  program
    .command('proceed')
    .argument('<run>', 'a run id, or a pipeline for its open run')
    .description('end the wait that a run is in: for a busy target, for its next attempt, or to publish')
    .option('--json', 'print the answer as JSON')
    .action(async (target: string, { json }: { json?: boolean }) => {
      const api = await context.api();
      const { run_id: runId } = await findRun(api, target);
      const answer = await api.post<{ message: string }>(`/api/v1/runs/${runId}/proceed`, { by: context.user });
      context.err(`${answer.message}\n`);
      if (json) context.out(`${JSON.stringify(answer)}\n`);
    });
};
