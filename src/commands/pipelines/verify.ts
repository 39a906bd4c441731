import type { Command } from 'commander';
import type { RunJson } from '../../api/runs/run-schema.js';
import { describeFinding } from '../../contracts/maintenance/describe-findings.js';
import type { MaintenanceDetail, VerifiedPipeline } from '../../contracts/maintenance/snapshot.js';
import type { CommandContext } from '../context.js';
import { EXIT, exitCodeOfRun } from '../output/exit-code.js';
import { printStarted } from '../runs/follow-started.js';
import { waitForRun } from '../runs/wait-for-run.js';

interface VerifyFlags {
  readonly wait?: boolean;
  readonly json?: boolean;
}

export const addVerifyCommand = (program: Command, context: CommandContext): void => {
  program
    .command('verify')
    .argument('<pipeline>', 'the pipeline whose live databases are compared with what was published')
    .description('find what somebody changed in live tables and objects since the publish; reads only')
    .option('--wait', 'follow it to its end and exit with its result')
    .option('--json', 'print the run as JSON')
    .addHelpText(
      'after',
      '\nIt is a maintenance run with the task "verify"; a change ends it as failed, with LIVE_CHANGED.' +
        '\nExit codes: 0 nothing was changed, 1 something was, or it failed, 2 usage, 3 nothing to compare, 4 cancelled',
    )
    .action(async (pipeline: string, flags: VerifyFlags) => {
      const api = await context.api();
      const { user: by, out, err } = context;
      const path = `/api/v1/pipelines/${encodeURIComponent(pipeline)}/verify`;
      const started = await api.start<{ run_id: string }>(path, { by, trigger: 'cli' });
      if (!flags.wait) return printStarted(context, started, flags.json);
      const { why, run } = await waitForRun(context, api, started.run_id);
      if (run !== undefined) out(flags.json ? `${JSON.stringify(run)}\n` : formatVerified(run));
      if (why !== 'ended' || run === undefined) return context.exit(EXIT.interrupted);
      for (const warning of run.warnings) err(`warning: ${warning}\n`);
      if (run.error !== null && run.error.code !== 'LIVE_CHANGED') err(`${run.error.code}: ${run.error.message}\n`);
      context.exit(exitCodeOfRun(run.status));
    });
};

/** A line for each pipeline, and one for each change below it. */
export const formatVerified = (run: RunJson): string => {
  const { verified = [] } = (run.detail ?? {}) as Partial<MaintenanceDetail>;
  const lines = verified.flatMap((one) => [
    formatOne(one),
    ...one.findings.map((each) => `  ${describeFinding(each)}`),
    ...more(one),
  ]);
  return `${[...lines, `${run.status} ${run.run_id}`].join('\n')}\n`;
};

const formatOne = ({
  pipeline,
  generation,
  tables,
  rows,
  objects,
  changed,
  notCompared,
  nothing,
}: VerifiedPipeline) => {
  if (nothing !== undefined) return `${pipeline}: nothing compared: ${nothing}`;
  const left = notCompared === 0 ? '' : `; ${notCompared} not compared (see the log)`;
  const found = changed === 0 ? 'nothing was changed' : `${changed} changes`;
  return `${pipeline}: generation ${generation}: ${tables} tables, ${rows} rows, ${objects} objects: ${found}${left}`;
};

const more = ({ changed, findings }: VerifiedPipeline): string[] =>
  changed > findings.length ? [`  and ${changed - findings.length} more in the log`] : [];
