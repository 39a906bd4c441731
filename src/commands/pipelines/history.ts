import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { HistoryJson } from '../../api/pipelines/history-routes.js';
import type { CommandContext } from '../context.js';
import { printRows } from '../output/print-rows.js';
import type { Column } from '../output/table.js';
import type { Clock } from '../output/when.js';
import { statusStyle } from '../runs/describe-pipeline.js';
import { formatBytes, formatCount, formatElapsed } from '../runs/format-run.js';

export const addHistoryCommand = (program: Command, context: CommandContext): void => {
  program
    .command('history')
    .argument('<pipeline>', 'the pipeline')
    .description('show its runs with duration, rows and bytes, the newest first')
    .option('--limit <number>', 'so many', limitOption, 20)
    .option('--json', 'print JSON')
    .action(async (pipeline: string, { limit, json }: { limit: number; json?: boolean }) => {
      const api = await context.api();
      const path = `/api/v1/pipelines/${encodeURIComponent(pipeline)}/history?limit=${limit}`;
      const history = await api.get<HistoryJson>(path);
      if (json) context.out(`${JSON.stringify(history)}\n`);
      else {
        printRows(context, history.runs, columnsOf);
        if (history.runs.length === 0) context.err('There was no run yet\n');
      }
    });
};

const columnsOf = (clock: Clock): readonly Column<Point>[] => [
  { title: 'RUN', of: ({ run_id: id }) => id },
  {
    title: 'STATUS',
    of: ({ action, status }) => (action === 'rollback' ? `rollback ${status}` : status),
    style: ({ status }) => statusStyle({ status, wait: null }),
  },
  { title: 'STARTED', of: ({ started_at: at }) => clock.brief(at) },
  {
    title: 'TOOK',
    of: ({ duration_seconds: seconds }) => (seconds === null ? '' : formatElapsed(seconds * 1_000)),
    align: 'right',
    rank: 6,
  },
  { title: 'GENERATION', of: ({ generation }) => text(generation), align: 'right', rank: 5 },
  { title: 'TABLES', of: ({ tables }) => text(tables), align: 'right', rank: 3 },
  { title: 'ROWS', of: ({ rows }) => (rows === null ? '' : formatCount(rows)), align: 'right', rank: 4 },
  {
    title: 'ARCHIVES',
    of: ({ archive_bytes: bytes }) => (bytes === null ? '' : formatBytes(bytes)),
    align: 'right',
    rank: 2,
  },
  { title: 'WARNINGS', of: ({ warnings }) => (warnings === 0 ? '' : String(warnings)), align: 'right', rank: 1 },
];

type Point = HistoryJson['runs'][number];

const text = (value: number | null): string => (value === null ? '' : String(value));

const limitOption = (text: string): number => {
  const limit = Number(text);
  if (/^\d{1,3}$/.test(text) && limit >= 1 && limit <= 500) return limit;
  throw new InvalidArgumentError('It is a number from 1 to 500.');
};
