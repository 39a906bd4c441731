import { parseDuration } from './duration.js';

interface Field {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly names?: readonly string[];
}

const SECOND: Field = { name: 'second', from: 0, to: 59 };
const YEAR: Field = { name: 'year', from: 2000, to: 2100 };
const FIVE: readonly Field[] = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of the month', from: 1, to: 31 },
  {
    name: 'month',
    from: 1,
    to: 12,
    names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
  },
  { name: 'day of the week', from: 0, to: 7, names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] },
];
const MACROS = new Set(['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly']);

/** What is wrong with a cron text as Temporal reads it (5 fields, 6 with a year, 7 with seconds too), or undefined. */
export const cronProblem = (text: string): string | undefined => {
  const cron = text.trim();
  if (cron.startsWith('@')) return macroProblem(cron);
  if (/^(CRON_)?TZ=/.test(cron)) return 'must not carry a time zone: set "schedule_timezone"';
  const parts = cron.split(/\s+/);
  const layouts: Readonly<Record<number, readonly Field[]>> = {
    5: FIVE,
    6: [...FIVE, YEAR],
    7: [SECOND, ...FIVE, YEAR],
  };
  const fields = layouts[parts.length];
  if (fields === undefined) return `must have 5 to 7 fields, not ${parts.length}, or be a macro such as "@daily"`;
  for (const [index, field] of fields.entries()) {
    const part = parts[index] ?? '';
    if (!part.split(',').every((item) => isItem(item, field))) {
      return `has an unusable ${field.name}: "${part}"`;
    }
  }
  return undefined;
};

const macroProblem = (macro: string): string | undefined => {
  const every = /^@every\s+(\S+)$/.exec(macro);
  const interval = every?.[1] === undefined ? 0 : (parseDuration(every[1]) ?? 0);
  if (MACROS.has(macro) || interval >= 1_000) return undefined;
  return `names an unknown macro: it must be one of ${[...MACROS].join(', ')}, or "@every 4h"`;
};

const isItem = (item: string, field: Field): boolean => {
  const match = /^(\*|\?|[^-/]+)(?:-([^-/]+))?(?:\/(\d+))?$/.exec(item);
  if (match === null) return false;
  const [, first = '', last, step] = match;
  if (step !== undefined && Number(step) < 1) return false;
  if (first === '*' || first === '?') return last === undefined;
  const from = valueOf(first, field);
  const to = last === undefined ? from : valueOf(last, field);
  return from !== undefined && to !== undefined && from <= to;
};

const valueOf = (text: string, field: Field): number | undefined => {
  const named = field.names?.findIndex((name) => text.toUpperCase().startsWith(name)) ?? -1;
  if (named >= 0) return named + field.from;
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return number >= field.from && number <= field.to ? number : undefined;
};
