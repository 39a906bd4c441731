import type { Command } from 'commander';
import type { CommandContext } from '../context.js';
import { EXIT, exitCodeOfRun } from '../output/exit-code.js';
import { generationOption } from './generation-option.js';
import { printStarted } from '../runs/follow-started.js';
import { waitForRun } from '../runs/wait-for-run.js';

interface RollbackFlags {
  readonly to?: number;
  readonly wait?: boolean;
  readonly json?: boolean;
}

export const addRollbackCommand = (program: Command, context: CommandContext): void => {
  program
    .command('rollback')
    .argument('<pipeline>', 'the pipeline whose databases go back')
    .description('put an earlier generation live again: its tables, views, triggers, routines and events')
    .option(
      '--to <generation>',
      'this one (see: stevedore generations; 0: before the first import); default: the last',
      generationOption,
    )
    .option('--wait', 'follow it to its end and exit with its result')
    .option('--json', 'print the run as JSON')
    .addHelpText(
      'after',
      '\nThe generation that was live is kept: rolling back again goes forward.' +
        '\nThe next run compares its archives with what is live then, and imports a newer one again;' +
        '\nset "enabled: false" to keep it from that.' +
        '\nExit codes: 0 rolled back, 1 failed, 2 usage, 4 cancelled',
    )
    .action(async (pipeline: string, flags: RollbackFlags) => {
      const api = await context.api();
      const { user: by, out, err } = context;
      const body = { by, trigger: 'cli', ...(flags.to === undefined ? {} : { to: flags.to }) };
      const path = `/api/v1/pipelines/${encodeURIComponent(pipeline)}/rollback`;
      const started = await api.start<{ run_id: string }>(path, body);
      const runId = started.run_id;
      if (!flags.wait) return printStarted(context, started, flags.json);
      const { why, run } = await waitForRun(context, api, runId);
      if (run !== undefined) out(flags.json ? `${JSON.stringify(run)}\n` : `${run.status} ${runId}\n`);
      for (const warning of run?.warnings ?? []) err(`warning: ${warning}\n`);
      if (why !== 'ended' || run === undefined) return context.exit(EXIT.interrupted);
      if (run.error !== null) err(`${run.error.code}: ${run.error.message}\n`);
      if (run.status === 'success') err('The next run will import archives that are newer than what is live now.\n');
      context.exit(exitCodeOfRun(run.status));
    });
};
