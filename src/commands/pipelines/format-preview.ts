import type {
  DumpPreview,
  Finding,
  GenerationDifference,
  TablePreview,
} from '../../dump-import/preview/dump-preview.js';
import type { Column } from '../output/table.js';
import { formatTable } from '../output/table.js';
import { styled } from '../output/style.js';
import { visibleLine } from '../output/visible.js';
import { formatBytes, formatElapsed } from '../runs/format-run.js';

/** Formats a preview for people, ending with a line break; its table within the terminal's width. */
export const formatPreview = (preview: DumpPreview, width?: number): string => {
  const { database, source, server, bytes, rows, tables, objects, definers, findings, difference } = preview;
  const version = `${SERVERS[server.flavor]} ${Math.floor(server.version / 10_000)}.${Math.floor(server.version / 100) % 100}`;
  const lines = [
    `${database}  from ${source}: ${count(tables.length, 'table')}, ${count(rows, 'row')}, ${formatBytes(bytes)}`,
    `  read for ${version}${server.assumed ? ' (assumed)' : ''}; loading and proving takes about ${formatElapsed(preview.estimated_seconds * 1_000)}`,
    '',
    ...tableLines(tables, width),
    ...strategyLines(tables),
    `  engines: ${counts(preview.engines)}`,
    `  character sets: ${counts(preview.charsets)}`,
    `  objects: ${counts(countKinds(objects))}`,
    ...(Object.keys(definers).length === 0 ? [] : [`  definers: ${counts(definers)}`]),
    ...(difference === undefined ? [] : ['', ...differenceLines(difference)]),
    ...(findings.length === 0 ? [] : ['', ...findings.map(findingLine)]),
  ];
  return `${lines.join('\n')}\n`;
};

const SERVERS = { mariadb: 'MariaDB', mysql: 'MySQL' } as const;
const LISTED = 20;

const tableLines = (tables: readonly TablePreview[], width: number | undefined): string[] => {
  if (tables.length === 0) return [];
  const largest = [...tables].sort((a, b) => b.bytes - a.bytes);
  return [...formatTable(largest, COLUMNS, width && width - 2).map((line) => `  ${line}`), ''];
};

const COLUMNS: readonly Column<TablePreview>[] = [
  { title: 'TABLE', of: ({ name }) => name, atLeast: 12 },
  { title: 'ROWS', of: ({ rows }) => number(rows), align: 'right' },
  { title: 'BYTES', of: ({ bytes }) => formatBytes(bytes), align: 'right' },
  { title: 'ENGINE', of: ({ engine }) => engine ?? '-', rank: 2 },
  { title: 'CHARSET', of: ({ charset }) => charset ?? '-', rank: 1 },
  { title: 'KEYS', of: ({ secondary_keys: keys }) => String(keys), align: 'right', rank: 3 },
  { title: 'SECONDS', of: ({ estimated_seconds: seconds }) => seconds.toFixed(1), align: 'right', rank: 4 },
  { title: 'STRATEGY', of: ({ strategy }) => strategy, atLeast: 6 },
];

/** Each reason once. */
const strategyLines = (tables: readonly TablePreview[]): string[] => {
  const reasons = new Map<string, number>();
  for (const { strategy, reason } of tables)
    reasons.set(`${strategy}: ${reason}`, (reasons.get(`${strategy}: ${reason}`) ?? 0) + 1);
  return [...reasons].map(([text, times]) => `  ${text} (${count(times, 'table')})`);
};

const differenceLines = ({
  generation,
  tables_added,
  tables_removed,
  rows_before,
  rows_after,
  changed,
}: GenerationDifference): string[] => [
  `  against generation ${generation}: rows ${number(rows_before)} to ${number(rows_after)}, ` +
    `${count(tables_added.length, 'table')} more, ${count(tables_removed.length, 'table')} fewer, ${count(changed.length, 'table')} with different numbers of rows`,
  ...some(tables_added, (name) => `    + ${visibleLine(name)}`),
  ...some(tables_removed, (name) => `    - ${visibleLine(name)}`),
  ...some(
    changed,
    ({ table, before, after }) => `    ${visibleLine(table)}: ${number(before)} to ${number(after)} rows`,
  ),
];

const some = <T>(items: readonly T[], format: (item: T) => string): string[] => [
  ...items.slice(0, LISTED).map(format),
  ...(items.length > LISTED ? [`    and ${items.length - LISTED} more`] : []),
];

const findingLine = ({ stops, text, line, count: times }: Finding): string => {
  const shown = stops ? styled('red', 'STOPS') : styled('yellow', 'note ');
  const where = line === undefined || text.includes(` line ${line}`) ? '' : `line ${line}: `;
  return `  ${shown}  ${where}${visibleLine(text)}${times > 1 ? ` (${number(times)} times)` : ''}`;
};

const countKinds = (objects: DumpPreview['objects']): Record<string, number> => {
  const kinds: Record<string, number> = {};
  for (const { kind } of objects) kinds[kind] = (kinds[kind] ?? 0) + 1;
  return kinds;
};

const counts = (of: Readonly<Record<string, number>>): string =>
  Object.entries(of)
    .map(([name, times]) => `${visibleLine(name)} ${number(times)}`)
    .join(', ') || 'none';

const count = (times: number, what: string): string => `${number(times)} ${what}${times === 1 ? '' : 's'}`;

const number = (value: number): string => value.toLocaleString('en-US');
