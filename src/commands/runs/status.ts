import type { Command } from 'commander';
import type { PipelineJson } from '../../api/pipelines/routes.js';
import type { ApiClient } from '../api-client.js';
import type { CommandContext } from '../context.js';
import { createClock } from '../output/when.js';
import { describePipeline, pipelineTable } from './describe-pipeline.js';
import { readAway, tellAway } from './tell-away.js';

export const addStatusCommand = (program: Command, context: CommandContext): void => {
  program
    .command('status')
    .argument('[pipeline]', 'only this pipeline, with all that is known of it')
    .description('show each pipeline: what it does, its last success, what is live, its next start and what to do next')
    .option('--json', 'print JSON')
    .action(async (name: string | undefined, flags: { json?: boolean }) => {
      const api = await context.api();
      const reading = name === undefined ? listPipelines(api) : readPipeline(api, name);
      const [away] = await Promise.all([readAway(api), reading.catch(() => undefined)]);
      // It says more than the error that it causes.
      tellAway(away, context);
      const found = await reading;
      if (flags.json) {
        context.out(`${JSON.stringify(Array.isArray(found) ? { pipelines: found, away } : found)}\n`);
        return;
      }
      const width = context.outColumns();
      const clock = createClock({ forPerson: width !== undefined });
      const lines = Array.isArray(found) ? pipelineTable(found, clock, width) : describePipeline(found, clock);
      context.out(lines.map((line) => `${line}\n`).join(''));
      if (Array.isArray(found) && found.length === 0)
        context.err('There is no pipeline; "stevedore init" writes a configuration that has one\n');
    });
};

/** All that the key may see. */
export const listPipelines = async (api: ApiClient): Promise<PipelineJson[]> =>
  (await api.get<{ pipelines: PipelineJson[] }>('/api/v1/pipelines')).pipelines;

/** Throws PIPELINE_UNKNOWN. */
const readPipeline = (api: ApiClient, name: string): Promise<PipelineJson> =>
  api.get<PipelineJson>(`/api/v1/pipelines/${encodeURIComponent(name)}`);
