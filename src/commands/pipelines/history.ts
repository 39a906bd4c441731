import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { HistoryJson } from '../../api/pipelines/history-routes.js';
import type { CommandContext } from '../context.js';
import { formatBytes, formatElapsed } from '../runs/format-run.js';

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
      else for (const point of history.runs) context.out(`${describe(point)}\n`);
    });
};

const describe = (point: HistoryJson['runs'][number]): string =>
  [
    point.started_at,
    point.action === 'rollback' ? `rollback ${point.status}` : point.status,
    ...(point.duration_seconds === null ? [] : [formatElapsed(point.duration_seconds * 1_000)]),
    ...(point.generation === null ? [] : [`generation ${point.generation}`]),
    ...(point.rows === null ? [] : [`${point.tables ?? 0} tables, ${point.rows} rows`]),
    ...(point.archive_bytes === null ? [] : [formatBytes(point.archive_bytes)]),
    ...(point.warnings === 0 ? [] : [`${point.warnings} ${point.warnings === 1 ? 'warning' : 'warnings'}`]),
    point.run_id,
  ].join('  ');

const limitOption = (text: string): number => {
  const limit = Number(text);
  if (/^\d{1,3}$/.test(text) && limit >= 1 && limit <= 500) return limit;
  throw new InvalidArgumentError('It is a number from 1 to 500.');
};
