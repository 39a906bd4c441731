import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { RejectJson } from '../../api/table-import/reject-schema.js';
import type { CommandContext } from '../context.js';
import type { Column } from '../output/table.js';
import { formatTable } from '../output/table.js';
import { visibleLine } from '../output/visible.js';
import { findRun } from '../runs/find-run.js';

interface Flags {
  readonly format: 'table' | 'json' | 'csv' | 'ndjson';
  readonly file?: number;
  readonly state?: string;
  readonly limit: number;
  readonly json?: boolean;
}

interface Page {
  readonly rejects: readonly RejectJson[];
  readonly counts: Readonly<Record<string, number>>;
  readonly total: number;
  readonly groups: readonly { readonly code: string; readonly column: string | null; readonly count: number }[];
  readonly next: string | null;
}

export const addRejectsCommand = (program: Command, context: CommandContext): void => {
  program
    .command('rejects')
    .argument('<run>', 'a run id, or a pipeline for its newest run')
    .description('show the records that a table import did not take, with their lines and reasons')
    .option('--format <format>', 'table, json, csv (to be mended and imported again) or ndjson', formatOption, 'table')
    .option('--file <number>', 'only of this file of the run', numberOption)
    .option('--state <state>', 'only open, replayed or dismissed ones')
    .option('--limit <number>', 'at most so many, for table and json', numberOption, 20)
    .option('--json', 'the same as --format json')
    .action(async (target: string, { json, file, state, limit, ...flags }: Flags) => {
      const format = json ? 'json' : flags.format;
      const api = await context.api();
      const { run_id: runId } = await findRun(api, target);
      const query = new URLSearchParams({
        ...(format === 'table' ? {} : { format }),
        ...(file === undefined ? {} : { file: String(file) }),
        ...(state === undefined ? {} : { state }),
        ...(format === 'table' || format === 'json' ? { limit: String(Math.min(1_000, limit)) } : {}),
      });
      const path = `/api/v1/runs/${runId}/rejects?${query.toString()}`;
      if (format === 'csv' || format === 'ndjson') {
        for await (const bytes of await api.download(path)) await context.outBytes(bytes);
        return;
      }
      const page = await api.get<Page>(path);
      context.out(format === 'json' ? `${JSON.stringify(page)}\n` : describe(page, context.outColumns()));
    });
};

const describe = ({ rejects, counts, total, groups, next }: Page, width?: number): string => {
  const states = Object.entries(counts).filter(([, count]) => count > 0);
  if (states.length === 0) return 'no rejects\n';
  const kept = states.reduce((sum, [, count]) => sum + count, 0);
  const lines = [
    `${states.map(([state, count]) => `${count} ${state}`).join(', ')}${kept < total ? `, and ${total - kept} that are not kept` : ''}`,
    ...groups.map(
      ({ code, column, count }) => `  ${count}  ${column === null ? '' : `${visibleLine(column)}: `}${code}`,
    ),
    ...formatTable(rejects, COLUMNS, width),
    ...(next === null ? [] : ['and more: --limit shows more, --format csv all that are kept']),
  ];
  return lines.map((line) => `${line}\n`).join('');
};

const COLUMNS: readonly Column<RejectJson>[] = [
  { title: 'N', of: ({ n }) => String(n), align: 'right' },
  { title: 'PLACE', of: ({ place }) => place ?? '', atLeast: 8, rank: 2 },
  { title: 'STATE', of: ({ state }) => state, rank: 1 },
  {
    title: 'REASONS',
    of: ({ reasons }) =>
      reasons.map(({ column, message }) => (column === null ? message : `${column}: ${message}`)).join('; '),
    atLeast: 20,
  },
];

const FORMATS = ['table', 'json', 'csv', 'ndjson'];

const formatOption = (text: string): string => {
  if (FORMATS.includes(text)) return text;
  throw new InvalidArgumentError(`It is one of ${FORMATS.join(', ')}.`);
};

const numberOption = (text: string): number => {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a whole number from 1.');
};
