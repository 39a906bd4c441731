import type { Command } from 'commander';
import type { GenerationJson, GenerationsJson } from '../../api/pipelines/generations.js';
import type { CommandContext } from '../context.js';
import { releaseOriginal } from './release-original.js';

export const addGenerationsCommand = (program: Command, context: CommandContext): void => {
  program
    .command('generations')
    .argument('<pipeline>', 'the pipeline')
    .description('show what is live and what a rollback can bring back')
    .option('--json', 'print JSON')
    .action(async (pipeline: string, flags: { json?: boolean }) => {
      const api = await context.api();
      const answer = await api.get<GenerationsJson>(`/api/v1/pipelines/${encodeURIComponent(pipeline)}/generations`);
      if (flags.json) context.out(`${JSON.stringify(answer)}\n`);
      else
        context.out(
          describe(answer)
            .map((line) => `${line}\n`)
            .join(''),
        );
    });
};

const describe = ({ live, kept, broken, pinned, original_kept: original }: GenerationsJson): string[] => [
  live === null
    ? 'live  no generation published by Stevedore, so there is nothing to roll back'
    : `live  ${formatGeneration(live)}`,
  // Without a live generation of ours a rollback is refused.
  ...kept.map((generation) => `${live === null ? 'left' : 'kept'}  ${formatGeneration(generation)}`),
  ...broken.map(({ generation, reason }) => `lost  ${generation}  cannot be brought back: ${reason}`),
  ...(pinned.length === 0
    ? []
    : [
        `${original ? 'kept  0' : 'left   '}  from before the first import: ${pinned.join(', ')}`,
        ...releaseOf(pinned),
      ]),
];

/** Only a person ends it: no import drops it, nor does any command. */
const releaseOf = (pinned: readonly string[]): string[] => [
  '      no import ever drops it; to release it for good, on the target as an administrator:',
  ...pinned.map((database) => `      ${releaseOriginal(database)}`),
];

const formatGeneration = (generation: GenerationJson): string => {
  if (generation.generation === 0) return `0  from before the first import${rolledBack(generation)}`;
  const { archives, tables, rows, published_at: at } = generation;
  const names = archives.map(({ filename }) => filename).join(', ');
  return `${generation.generation}  ${at}  ${tables} tables, ${rows} rows  ${names}${rolledBack(generation)}`;
};

const rolledBack = ({ rolled_back: back }: GenerationJson): string =>
  back === null ? '' : `  (brought back ${back.at} in the place of ${back.from})`;
