import type { Command } from 'commander';
import type { PipelineJson } from '../../api/pipelines/routes.js';
import type { CommandContext } from '../context.js';
import { StevedoreError } from '../../contracts/errors.js';
import { formatDetails, formatRun } from './format-run.js';

export const addStatusCommand = (program: Command, context: CommandContext): void => {
  program
    .command('status')
    .argument('[pipeline]', 'only this pipeline')
    .description('show each pipeline with its latest and its next run')
    .option('--json', 'print JSON')
    .action(async (name: string | undefined, flags: { json?: boolean }) => {
      const api = await context.api();
      const all = (await api.get<{ pipelines: PipelineJson[] }>('/api/v1/pipelines')).pipelines;
      const shown = name === undefined ? all : all.filter((pipeline) => pipeline.name === name);
      if (name !== undefined && shown.length === 0) {
        throw new StevedoreError('PIPELINE_UNKNOWN', `Cannot find the pipeline "${name}": it is not configured`);
      }
      if (flags.json) context.out(`${JSON.stringify(name === undefined ? { pipelines: shown } : shown[0])}\n`);
      else
        context.out(
          shown
            .flatMap(describe)
            .map((line) => `${line}\n`)
            .join(''),
        );
    });
};

const describe = (pipeline: PipelineJson): string[] => {
  const { latest_run: run } = pipeline;
  return [
    run === null ? `${pipeline.name}  idle, no run yet` : formatRun(run),
    ...(run === null ? [] : [`  run ${run.run_id}, started ${run.started_at}`]),
    ...(run === null ? [] : formatDetails(run).map((line) => `  ${line}`)),
    ...pipeline.alerts.map(({ message }) => `  alert: ${message}`),
    `  next: ${nextRun(pipeline)}`,
  ];
};

const nextRun = ({
  enabled,
  schedule,
  schedule_paused: paused,
  next_starts: starts,
  schedule_timezone: zone,
}: PipelineJson): string => {
  if (!enabled) return 'none, the pipeline is disabled';
  if (schedule === null) return 'none, no schedule';
  if (paused === true) return 'none, the schedule is paused';
  const [next] = starts;
  if (next !== undefined) return `${next} (${zone})`;
  return 'unknown: Temporal does not answer, or no worker has set up the schedule';
};
