import type { Command } from 'commander';
import type { GenerationJson, GenerationsJson } from '../../api/pipelines/generations.js';
import type { CommandContext } from '../context.js';
import { shellWord } from '../output/shell-word.js';
import type { Column } from '../output/table.js';
import { formatTable } from '../output/table.js';
import type { Clock } from '../output/when.js';
import { createClock } from '../output/when.js';
import { formatCount } from '../runs/format-run.js';
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
      else {
        const width = context.outColumns();
        const lines = describe(answer, createClock({ forPerson: width !== undefined }), width);
        context.out(lines.map((line) => `${line}\n`).join(''));
        if (answer.live !== null && answer.kept.length > 0)
          context.err(
            `Back to generation ${answer.kept[0]?.generation ?? 0}: stevedore rollback ${shellWord(pipeline)}\n`,
          );
      }
    });
};

const describe = (answer: GenerationsJson, clock: Clock, width?: number): string[] => {
  const { live, kept, broken, pinned, original_kept: original } = answer;
  // Without a live generation of ours a rollback is refused.
  const rows = [
    ...(live === null ? [] : [rowOf('live', live, clock)]),
    ...kept.map((generation) => rowOf(live === null ? 'left' : 'kept', generation, clock)),
    ...broken.map(({ generation, reason }) => ({ ...LOST, generation, note: `cannot be brought back: ${reason}` })),
    ...(pinned.length === 0
      ? []
      : [{ ...LOST, state: original ? 'kept' : 'left', generation: 0, note: `${BEFORE}: ${pinned.join(', ')}` }]),
  ];
  return [
    ...(live === null ? ['There is no live generation that Stevedore published, so nothing to roll back to'] : []),
    ...(rows.length === 0 ? [] : formatTable(rows, COLUMNS, width)),
    ...(pinned.length === 0 ? [] : releaseOf(pinned)),
  ];
};

interface Row {
  readonly state: string;
  readonly generation: number;
  readonly published: string;
  readonly tables: string;
  readonly rows: string;
  readonly note: string;
}

const LOST: Row = { state: 'lost', generation: 0, published: '', tables: '', rows: '', note: '' };

const BEFORE = 'from before the first import';

const COLUMNS: readonly Column<Row>[] = [
  { title: 'STATE', of: ({ state }) => state },
  { title: 'GENERATION', of: ({ generation }) => String(generation), align: 'right' },
  { title: 'PUBLISHED', of: ({ published }) => published },
  { title: 'TABLES', of: ({ tables }) => tables, align: 'right', rank: 1 },
  { title: 'ROWS', of: ({ rows }) => rows, align: 'right', rank: 2 },
  { title: 'NOTE', of: ({ note }) => note, atLeast: 16 },
];

const rowOf = (state: string, { archives, tables, rows, ...generation }: GenerationJson, clock: Clock): Row => {
  const back = rolledBack(generation, clock);
  if (generation.generation === 0) return { ...LOST, state, note: `${BEFORE}${back}` };
  return {
    state,
    generation: generation.generation,
    published: clock.brief(generation.published_at),
    tables: String(tables),
    rows: formatCount(rows),
    note: `${archives.map(({ filename }) => filename).join(', ')}${back}`.trim(),
  };
};

const rolledBack = ({ rolled_back: back }: Pick<GenerationJson, 'rolled_back'>, clock: Clock): string =>
  back === null ? '' : ` (brought back ${clock.brief(back.at)} in the place of ${back.from})`;

/** Only a person ends it: no import drops it, nor does any command. */
const releaseOf = (pinned: readonly string[]): string[] => [
  `No import ever drops what was there before the first one; to release it for good, on the target as an administrator:`,
  ...pinned.map((database) => `  ${releaseOriginal(database)}`),
];
