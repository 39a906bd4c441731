import { resolve } from 'node:path';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { CommandContext } from '../context.js';
import { parseDuration } from '../../config/fields/duration.js';
import type { GuardName } from '../../contracts/dump-import/guards.js';
import { GUARD_NAMES, isGuardName } from '../../contracts/dump-import/guards.js';
import type { FollowFlags } from './follow-started.js';
import { followStarted } from './follow-started.js';

interface RunFlags extends FollowFlags {
  readonly force?: boolean;
  readonly from?: string;
  readonly dryRun?: boolean;
  readonly file?: readonly string[];
  readonly overrideGuard?: readonly GuardName[];
}

export const addRunCommand = (program: Command, context: CommandContext): void => {
  program
    .command('run')
    .argument('<pipeline>', 'the pipeline to run')
    .description('start a run; with --wait, follow it to its end and exit with its result')
    .option('--wait', 'show progress on stderr until the run has ended')
    .option(
      '--from <folder>',
      'dump imports: the archives in this folder of the worker, in files.allow, not the source',
    )
    .option('--force', 'import whatever freshness says, and files that were imported before')
    .option('--override-guard <name>', 'publish whatever this guard finds, for this run; repeatable', guardOption)
    .option('--dry-run', 'table imports: do everything and roll it back, to see what would change')
    .option('--file <name>', 'table imports: only this file of the source; repeatable', fileOption)
    .option('--timeout <duration>', 'with --wait: exit with 5 after so long (30m); the run goes on', durationOption)
    .option('--json', 'print the run as JSON')
    .addHelpText('after', '\nExit codes: 0 success, 1 failed, 2 usage, 3 skipped, 4 cancelled, 5 still running')
    .action(async (pipeline: string, flags: RunFlags) => {
      const api = await context.api();
      const { user: by } = context;
      const overridden = flags.overrideGuard === undefined ? {} : { override_guards: flags.overrideGuard };
      const body = {
        pipeline,
        by,
        trigger: 'cli',
        ...(flags.force === true && { force: true }),
        ...(flags.from !== undefined && { from: resolve(flags.from) }),
        ...(flags.dryRun === true && { dry_run: true }),
        ...(flags.file !== undefined && { files: flags.file }),
        ...overridden,
      };
      const started = await api.start<{ run_id: string; pipeline: string }>('/api/v1/runs', body);
      await followStarted(context, api, started, flags);
    });
};

const guardOption = (name: string, before: readonly GuardName[] = []): GuardName[] => {
  if (!isGuardName(name)) throw new InvalidArgumentError(`It is one of ${GUARD_NAMES.join(', ')}.`);
  return [...before, name];
};

const fileOption = (name: string, before: readonly string[] = []): string[] => [...before, name];

/** Milliseconds; for commander. */
export const durationOption = (text: string): number => {
  const ms = parseDuration(text);
  if (ms === undefined) throw new InvalidArgumentError('It is a duration such as 90s, 30m or 1h30m.');
  return ms;
};
