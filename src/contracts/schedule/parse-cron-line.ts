import { isStevedoreError, StevedoreError } from '../errors.js';

/** The start times of a crontab line: sorted values of each field. */
export interface CronLine {
  readonly seconds: readonly number[];
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly daysOfMonth: readonly number[];
  readonly months: readonly number[];
  /** 0 is Sunday. */
  readonly weekdays: readonly number[];
  /** Both day fields are restricted: one match is enough. */
  readonly eitherDay: boolean;
  /**
   * The hour does not begin with `*`: a time that a spring night skips is made up for, one that an autumn night repeats
   * counts once.
   */
  readonly fixedHours: boolean;
}

/** `@every 4h`: in real time, counted from 1970 in UTC. */
export interface EveryInterval {
  readonly everyMs: number;
}

export type Timetable = CronLine | EveryInterval;

interface Field {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly names?: readonly string[];
}

const SECOND: Field = { name: 'second', from: 0, to: 59 };
const MINUTE: Field = { name: 'minute', from: 0, to: 59 };
const HOUR: Field = { name: 'hour', from: 0, to: 23 };
const DAY: Field = { name: 'day of the month', from: 1, to: 31 };
const MONTH: Field = {
  name: 'month',
  from: 1,
  to: 12,
  names: [
    'JANUARY',
    'FEBRUARY',
    'MARCH',
    'APRIL',
    'MAY',
    'JUNE',
    'JULY',
    'AUGUST',
    'SEPTEMBER',
    'OCTOBER',
    'NOVEMBER',
    'DECEMBER',
  ],
};
const WEEKDAY: Field = {
  name: 'day of the week',
  from: 0,
  to: 7,
  names: ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'],
};

const MACROS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/**
 * Parses a line as crontab(5) defines it: five fields, six with the seconds first, a word such as `@daily`, or `@every
 * 4h`. Throws CONFIG_INVALID with what is wrong and what to write instead.
 */
export const parseCronLine = (text: string): Timetable => {
  const line = text.trim();
  if (line.startsWith('@')) return parseWord(line);
  if (/^(CRON_)?TZ=/.test(line)) throw refuse('must not carry a time zone: set "schedule_timezone"');
  const parts = line.split(/\s+/);
  if (parts.length < 5 || parts.length > 6) throw refuse(countProblem(parts));
  const [second, minute, hour, day, month, weekday] = (parts.length === 5 ? ['0', ...parts] : parts) as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const six = parts.length === 6;
  const seconds = valuesOf(second, SECOND, six);
  const minutes = valuesOf(minute, MINUTE, six);
  if (seconds.length * minutes.length > 60) {
    throw refuse(
      `starts more often than once a minute: give one second, such as "0 ${[minute, hour, day, month, weekday].join(' ')}"`,
    );
  }
  return {
    seconds,
    minutes,
    hours: valuesOf(hour, HOUR, six),
    daysOfMonth: valuesOf(day, DAY, six),
    months: valuesOf(month, MONTH, six),
    weekdays: unique(valuesOf(weekday, WEEKDAY, six).map((value) => value % 7)),
    eitherDay: !day.startsWith('*') && !weekday.startsWith('*'),
    fixedHours: !hour.startsWith('*'),
  };
};

/** Says what is wrong with a cron text, or undefined. */
export const cronLineProblem = (text: string): string | undefined => {
  try {
    parseCronLine(text);
    return undefined;
  } catch (error) {
    if (isStevedoreError(error)) return error.message;
    throw error;
  }
};

const refuse = (message: string): StevedoreError => new StevedoreError('CONFIG_INVALID', message);

const parseWord = (word: string): Timetable => {
  const line = MACROS[word.toLowerCase()];
  if (line !== undefined) return parseCronLine(line);
  const [, hours, minutes, seconds] = /^@every\s+(?=\d)(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(word) ?? [];
  const everyMs = ((Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60 + Number(seconds ?? 0)) * 1_000;
  if (everyMs >= 60_000) return { everyMs };
  if (word === '@reboot')
    throw refuse('names no time: "@reboot" is the start of a machine; give a time such as "@daily"');
  throw refuse(
    `names an unknown macro: it must be one of ${Object.keys(MACROS).join(', ')}, or "@every 4h" of at least a minute`,
  );
};

const countProblem = (parts: readonly string[]): string => {
  const rule = `must have 5 fields, or 6 with the seconds first, not ${parts.length}, or be a macro such as "@daily"`;
  if (parts.length === 7) return `${rule}; a crontab line has no year: remove the last field`;
  return parts.length > 7 ? `${rule}; it holds the times only, without a command or a comment` : rule;
};

const valuesOf = (part: string, field: Field, six: boolean): number[] =>
  unique(part.split(',').flatMap((item) => itemValues(item, field, part, six)));

const unique = (values: readonly number[]): number[] => [...new Set(values)].sort((a, b) => a - b);

const itemValues = (item: string, field: Field, part: string, six: boolean): number[] => {
  const unusable = (hint: string): StevedoreError =>
    refuse(`has an unusable ${field.name}: "${part}"${hint}${six ? '; of six fields the first is the seconds' : ''}`);
  const match = /^(\*|[^-/]+)(?:-([^-/]+))?(?:\/(\d+))?$/.exec(item);
  if (match === null) throw unusable(hintFor(item, field));
  const [, first = '', last, step] = match;
  const by = step === undefined ? 1 : Number(step);
  if (by < 1) throw unusable('; a step is at least 1');
  if (first === '*') {
    if (last !== undefined) throw unusable(hintFor(item, field));
    // Sunday is 0 and 7, and counts once.
    return range(field.from, field === WEEKDAY ? 6 : field.to, by);
  }
  const from = valueOf(first, field);
  if (from === undefined) throw unusable(hintFor(item, field));
  if (last === undefined) {
    if (step !== undefined)
      throw unusable(
        `; a step needs a range: write "${first}-${field === WEEKDAY ? 6 : field.to}/${step}" or "*/${step}"`,
      );
    return [from];
  }
  const named = valueOf(last, field);
  // Sunday ends a week as well as it begins one.
  const to = field === WEEKDAY && named === 0 && from > 0 ? 7 : named;
  if (to === undefined) throw unusable(hintFor(item, field));
  if (from > to)
    throw unusable(
      `; a range goes upwards: write "${first}-${field === WEEKDAY ? 6 : field.to},${field.from}-${last}"`,
    );
  return range(from, to, by);
};

const range = (from: number, to: number, by: number): number[] =>
  Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, index) => from + index * by);

const valueOf = (text: string, field: Field): number | undefined => {
  if (/^\d+$/.test(text)) {
    const number = Number(text);
    return number >= field.from && number <= field.to ? number : undefined;
  }
  const index = text.length < 3 ? -1 : (field.names?.findIndex((name) => name.startsWith(text.toUpperCase())) ?? -1);
  return index < 0 ? undefined : index + field.from;
};

/** Explains the words of other schedulers. */
const hintFor = (item: string, field: Field): string => {
  if (item.includes('?')) return '; "?" is of Quartz: write "*", and mind that a crontab counts Sunday as 0';
  if (item.includes('#'))
    return `; "${item}" (the n-th weekday) is of Quartz, a crontab has no such word: start on that weekday in any week`;
  if (/^(L|LW|\d+W|\d+L|L-\d+)$/i.test(item))
    return `; "${item}" (last or nearest day) is of Quartz, a crontab has no such word: give the days, such as 28`;
  if (/^H\b/.test(item)) return '; "H" is of Jenkins: give a number';
  if (item.includes('~')) return '; a random time ("~") is not supported: give a number';
  if (field === WEEKDAY && /^(19|20)\d\d$/.test(item)) return '; a crontab line has no year: remove the field';
  if (field === WEEKDAY && item.includes('/') && !/^[\d*]/.test(item))
    return '; the line holds the times only, without a command';
  if (field === WEEKDAY && /^\d+$/.test(item)) return '; it goes from 0 (Sunday) to 7 (Sunday)';
  return field.names === undefined ? `; it goes from ${field.from} to ${field.to}` : '';
};
