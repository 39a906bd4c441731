import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import type { RunJson } from '../../api/runs/run-schema.js';
import { KINDS } from '../../contracts/kinds.js';
import { parseDuration } from '../../config/fields/duration.js';
import type { CommandContext } from '../context.js';
import { printRows } from '../output/print-rows.js';
import { shellWord } from '../output/shell-word.js';
import type { Column } from '../output/table.js';
import type { Clock } from '../output/when.js';
import { statusStyle } from './describe-pipeline.js';
import { countsOf, formatElapsed, STATUS } from './format-run.js';

interface RunsFlags {
  readonly kind?: string;
  readonly status?: string;
  readonly since?: string;
  readonly limit: number;
  readonly cursor?: string;
  readonly json?: boolean;
}

interface RunsPage {
  readonly runs: readonly RunJson[];
  readonly next: string | null;
}

export const addRunsCommand = (program: Command, context: CommandContext): void => {
  program
    .command('runs')
    .argument('[pipeline]', 'only of this pipeline')
    .description('list the runs of all pipelines, the newest first')
    .addOption(new Option('--kind <kind>', 'only runs of this kind').choices(Object.keys(KINDS)))
    .addOption(new Option('--status <status>', 'only these').choices(Object.keys(STATUS)))
    .option('--since <time>', 'only those that began so long ago at most (24h, 7d), or since a time', sinceOption)
    .option('--limit <number>', 'so many', limitOption, 20)
    .option('--cursor <cursor>', 'go on where a page ended')
    .option('--json', 'print the page as JSON')
    .action(async (pipeline: string | undefined, flags: RunsFlags) => {
      const { json, ...filters } = flags;
      const api = await context.api();
      const query = new URLSearchParams({
        ...(pipeline === undefined ? {} : { pipeline }),
        ...Object.fromEntries(Object.entries(filters).map(([name, value]) => [name, String(value)])),
      });
      const page = await api.get<RunsPage>(`/api/v1/runs?${query.toString()}`);
      if (json) {
        context.out(`${JSON.stringify(page)}\n`);
        return;
      }
      printRows(context, page.runs, columnsOf);
      if (page.runs.length === 0) context.err('There is no such run\n');
      if (page.next !== null) context.err(`More: ${again(pipeline, filters, page.next)}\n`);
    });
};

/** The id of a run is never cut. */
const columnsOf = (clock: Clock): readonly Column<RunJson>[] => [
  { title: 'RUN', of: ({ run_id: id }) => id },
  { title: 'PIPELINE', of: ({ pipeline }) => pipeline, atLeast: 9 },
  { title: 'STATUS', of: statusOf, style: statusStyle },
  { title: 'STARTED', of: ({ started_at: at }) => clock.brief(at), rank: 5 },
  {
    title: 'TOOK',
    of: ({ started_at: from, completed_at: to }) =>
      formatElapsed((to === null ? Date.now() : Date.parse(to)) - Date.parse(from)),
    align: 'right',
    rank: 4,
  },
  { title: 'KIND', of: ({ kind, action }) => (action === null || action === 'run' ? kind : action), rank: 3 },
  { title: 'BY', of: ({ started_by: by }) => by ?? '', atLeast: 6, rank: 2 },
  { title: 'NOTE', of: noteOf, atLeast: 12, rank: 1 },
];

const statusOf = ({ status, progress, wait }: RunJson): string => {
  if (status !== 'running') return STATUS[status];
  return wait === null ? `running ${progress} %` : 'waiting';
};

const noteOf = (run: RunJson): string =>
  [
    ...(run.wait === null ? [] : [run.wait.reason]),
    ...(run.error === null ? [] : [`${run.error.code}: ${run.error.message}`]),
    ...(run.status === 'running' && run.wait === null ? [run.current_step] : []),
    ...(run.status === 'skipped' && run.reason !== null ? [run.reason] : []),
    ...(run.generation === null ? [] : [`generation ${run.generation}`]),
    ...countsOf(run),
    ...(run.warnings.length === 0
      ? []
      : [`${run.warnings.length} ${run.warnings.length === 1 ? 'warning' : 'warnings'}`]),
  ].join(', ');

const again = (pipeline: string | undefined, filters: Omit<RunsFlags, 'json'>, cursor: string): string => {
  const options = Object.entries({ ...filters, cursor }).map(
    ([name, value]) => `--${name} ${shellWord(String(value))}`,
  );
  return ['stevedore runs', ...(pipeline === undefined ? [] : [shellWord(pipeline)]), ...options].join(' ');
};

/** A time in RFC 3339. */
const sinceOption = (text: string): string => {
  const days = /^(\d{1,6})d$/.exec(text)?.[1];
  const ms = days === undefined ? parseDuration(text) : Number(days) * 86_400_000;
  const at = ms === undefined ? Date.parse(text) : Date.now() - ms;
  if (Number.isNaN(new Date(at).getTime()))
    throw new InvalidArgumentError('It is a duration such as 90m, 24h or 7d, or a time such as 2026-11-27T02:00.');
  return new Date(at).toISOString();
};

const limitOption = (text: string): number => {
  if (/^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= 200) return Number(text);
  throw new InvalidArgumentError('It is a number from 1 to 200.');
};
