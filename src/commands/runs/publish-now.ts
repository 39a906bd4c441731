import type { Command } from 'commander';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import type { CommandContext } from '../context.js';
import { findRun } from './find-run.js';

export const addPublishNowCommand = (program: Command, context: CommandContext): void => {
  program
    .command('publish-now')
    .argument('<run>', 'a run id, or a pipeline for its open run')
    .description('publish a run that is loaded and waits (for locks, its window or approval), or tries to publish')
    .option('--json', 'print the answer as JSON')
    .action(async (target: string, { json }: { json?: boolean }) => {
      const api = await context.api();
      const { run_id: runId, wait } = await findRun(api, target);
      try {
        const answer = await api.post<{ message: string }>(`/api/v1/runs/${runId}/publish-now`, { by: context.user });
        context.err(`${answer.message}\n`);
        if (json) context.out(`${JSON.stringify(answer)}\n`);
      } catch (error) {
        if (!isStevedoreError(error) || error.code !== 'RUN_NOT_WAITING' || wait === null || wait.kind === 'publish')
          throw error;
        const hint = `stevedore proceed ${runId} ends its current wait: ${wait.reason}`;
        throw new StevedoreError(error.code, error.message, { details: { ...error.details, hint } });
      }
    });
};
