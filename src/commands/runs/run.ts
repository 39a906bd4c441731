import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { CommandContext } from '../context.js';
import { parseDuration } from '../../config/fields/duration.js';
import type { GuardName } from '../../contracts/dump-import/guards.js';
import { GUARD_NAMES, isGuardName } from '../../contracts/dump-import/guards.js';
import { EXIT, exitCodeOfRun } from '../output/exit-code.js';
import { waitForRun } from './wait-for-run.js';

interface RunFlags {
  readonly wait?: boolean;
  readonly json?: boolean;
  readonly force?: boolean;
  readonly overrideGuard?: readonly GuardName[];
  /** Milliseconds. */
  readonly timeout?: number;
}

export const addRunCommand = (program: Command, context: CommandContext): void => {
  program
    .command('run')
    .argument('<pipeline>', 'the pipeline to run')
    .description('start a run; with --wait, follow it to its end and exit with its result')
    .option('--wait', 'show progress on stderr until the run has ended')
    .option('--force', 'import whatever freshness says')
    .option('--override-guard <name>', 'publish whatever this guard finds, for this run; repeatable', guardOption)
    .option('--timeout <duration>', 'with --wait: exit with 5 after so long (30m); the run goes on', durationOption)
    .option('--json', 'print the run as JSON')
    .addHelpText('after', '\nExit codes: 0 published, 1 failed, 2 usage, 3 skipped, 4 cancelled, 5 still running')
    .action(async (pipeline: string, flags: RunFlags) => {
      const api = await context.api();
      const { user: by, out, err } = context;
      const overridden = flags.overrideGuard === undefined ? {} : { override_guards: flags.overrideGuard };
      const body = { pipeline, force: flags.force ?? false, by, trigger: 'cli', ...overridden };
      const started = await api.post<{ run_id: string }>('/api/v1/runs', body);
      const runId = started.run_id;
      if (!flags.wait) {
        err(`Started. Follow it with: stevedore logs ${runId} --follow\n`);
        out(flags.json ? `${JSON.stringify(started)}\n` : `${runId}\n`);
        return;
      }
      err(`Started run ${runId}\n`);
      const { why, run } = await waitForRun(context, api, runId, { timeoutMs: flags.timeout });
      if (why !== 'ended') {
        err(`The run goes on. See it with: stevedore status ${pipeline}; stop it with: stevedore cancel ${runId}\n`);
      }
      if (run !== undefined) out(flags.json ? `${JSON.stringify(run)}\n` : `${run.status} ${runId}\n`);
      for (const warning of run?.warnings ?? []) err(`warning: ${warning}\n`);
      if (why === 'ended' && run !== undefined) context.exit(exitCodeOfRun(run.status));
      else context.exit(why === 'interrupted' ? EXIT.interrupted : EXIT.stillWaiting);
    });
};

const guardOption = (name: string, before: readonly GuardName[] = []): GuardName[] => {
  if (!isGuardName(name)) throw new InvalidArgumentError(`It is one of ${GUARD_NAMES.join(', ')}.`);
  return [...before, name];
};

const durationOption = (text: string): number => {
  const ms = parseDuration(text);
  if (ms === undefined) throw new InvalidArgumentError('It is a duration such as 90s, 30m or 1h30m.');
  return ms;
};
