import type {
  DumpPreview,
  Finding,
  GenerationDifference,
  TablePreview,
} from '../../dump-import/preview/dump-preview.js';
import { formatBytes, formatElapsed } from '../runs/format-run.js';

/** Formats a preview for people, ending with a line break. */
export const formatPreview = (preview: DumpPreview, colors: boolean): string => {
  const { database, source, server, bytes, rows, tables, objects, definers, findings, difference } = preview;
  const version = `${SERVERS[server.flavor]} ${Math.floor(server.version / 10_000)}.${Math.floor(server.version / 100) % 100}`;
  const lines = [
    `${database}  from ${source}: ${count(tables.length, 'table')}, ${count(rows, 'row')}, ${formatBytes(bytes)}`,
    `  read for ${version}${server.assumed ? ' (assumed)' : ''}; loading and proving takes about ${formatElapsed(preview.estimated_seconds * 1_000)}`,
    '',
    ...tableLines(tables),
    ...strategyLines(tables),
    `  engines: ${counts(preview.engines)}`,
    `  character sets: ${counts(preview.charsets)}`,
    `  objects: ${counts(countKinds(objects))}`,
    ...(Object.keys(definers).length === 0 ? [] : [`  definers: ${counts(definers)}`]),
    ...(difference === undefined ? [] : ['', ...differenceLines(difference)]),
    ...(findings.length === 0 ? [] : ['', ...findings.map((finding) => findingLine(finding, colors))]),
  ];
  return `${lines.join('\n')}\n`;
};

const SERVERS = { mariadb: 'MariaDB', mysql: 'MySQL' } as const;
const LISTED = 20;

const tableLines = (tables: readonly TablePreview[]): string[] => {
  if (tables.length === 0) return [];
  const head = ['TABLE', 'ROWS', 'BYTES', 'ENGINE', 'CHARSET', 'KEYS', 'SECONDS', 'STRATEGY'];
  const rows = [...tables]
    .sort((a, b) => b.bytes - a.bytes)
    .map((table) => [
      printable(table.name),
      number(table.rows),
      formatBytes(table.bytes),
      table.engine ?? '-',
      table.charset ?? '-',
      String(table.secondary_keys),
      table.estimated_seconds.toFixed(1),
      table.strategy,
    ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.slice(0, 1_000).map((row) => row[column]?.length ?? 0)),
  );
  const right = new Set([1, 2, 5, 6]);
  const line = (cells: readonly string[]): string =>
    `  ${cells
      .map((cell, column) =>
        right.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd()}`;
  return [line(head), ...rows.map(line), ''];
};

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
  ...some(tables_added, (name) => `    + ${printable(name)}`),
  ...some(tables_removed, (name) => `    - ${printable(name)}`),
  ...some(changed, ({ table, before, after }) => `    ${printable(table)}: ${number(before)} to ${number(after)} rows`),
];

const some = <T>(items: readonly T[], format: (item: T) => string): string[] => [
  ...items.slice(0, LISTED).map(format),
  ...(items.length > LISTED ? [`    and ${items.length - LISTED} more`] : []),
];

const findingLine = ({ stops, text, line, count: times }: Finding, colors: boolean): string => {
  const word = stops ? 'STOPS' : 'note ';
  const shown = colors ? `\u001b[${stops ? 31 : 33}m${word}\u001b[39m` : word;
  const where = line === undefined || text.includes(` line ${line}`) ? '' : `line ${line}: `;
  return `  ${shown}  ${where}${printable(text)}${times > 1 ? ` (${number(times)} times)` : ''}`;
};

const countKinds = (objects: DumpPreview['objects']): Record<string, number> => {
  const kinds: Record<string, number> = {};
  for (const { kind } of objects) kinds[kind] = (kinds[kind] ?? 0) + 1;
  return kinds;
};

const counts = (of: Readonly<Record<string, number>>): string =>
  Object.entries(of)
    .map(([name, times]) => `${printable(name)} ${number(times)}`)
    .join(', ') || 'none';

const count = (times: number, what: string): string => `${number(times)} ${what}${times === 1 ? '' : 's'}`;

const number = (value: number): string => value.toLocaleString('en-US');

/** A name comes from the dump; a terminal must not interpret it. */
const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\u{fffd}');
