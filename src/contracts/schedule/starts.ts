import type { CronLine, Timetable } from './parse-cron-line.js';
import type { Zone } from './zone.js';
import { DAY_MS } from './zone.js';

/** Temporal knows no later year. */
const LAST_DAY = Date.UTC(2100, 11, 31) / DAY_MS;

/**
 * Returns the next starts after an instant, in milliseconds: at most `count`, none after the year 2100, and none on
 * days after `until`.
 * For lines with fixed hours, a time that the clock skips is made up for at the first moment after the gap, and one
 * that
 * it repeats counts the first time; other lines start whenever the clock shows their time.
 */
export const nextStarts = (
  timetable: Timetable,
  zone: Zone,
  after: number,
  count: number,
  until = Number.POSITIVE_INFINITY,
): number[] => {
  if ('everyMs' in timetable) {
    const first = (Math.floor(after / timetable.everyMs) + 1) * timetable.everyMs;
    return Array.from({ length: count }, (_, index) => first + index * timetable.everyMs);
  }
  const starts: number[] = [];
  // A time of yesterday may come today, if midnight falls into a gap.
  let day = Math.floor((after + zone.offsetAt(after)) / DAY_MS) - 1;
  for (
    ;
    day <= LAST_DAY && starts.length < count && (starts.at(-1) ?? after) < until && day * DAY_MS < until + DAY_MS;
    day++
  ) {
    if (!matchesDay(timetable, day)) continue;
    const last = Math.max(after, starts.at(-1) ?? after);
    starts.push(...startsOfDay(timetable, zone, day).filter((start) => start > last));
  }
  return starts.slice(0, count);
};

/** Whether a line starts on a day, counted from 1970-01-01. */
export const matchesDay = (line: CronLine, day: number): boolean => {
  const date = new Date(day * DAY_MS);
  if (!line.months.includes(date.getUTCMonth() + 1)) return false;
  const byDate = line.daysOfMonth.includes(date.getUTCDate());
  const byWeekday = line.weekdays.includes(date.getUTCDay());
  return line.eitherDay ? byDate || byWeekday : byDate && byWeekday;
};

/** The starts of one matching local day, in order, each once; only in these hours. @default the line's */
export const startsOfDay = (
  line: CronLine,
  zone: Zone,
  day: number,
  hours: readonly number[] = line.hours,
): number[] => {
  const starts = new Set<number>();
  for (const hour of hours) {
    for (const minute of line.minutes) {
      for (const second of line.seconds) {
        const local = day * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1_000;
        for (const start of startsAt(line, zone, local)) starts.add(start);
      }
    }
  }
  return [...starts].sort((a, b) => a - b);
};

const startsAt = ({ fixedHours }: CronLine, zone: Zone, local: number): readonly number[] => {
  const instants = zone.instantsOf(local);
  if (!fixedHours) return instants;
  if (instants.length > 0) return instants.slice(0, 1);
  const afterGap = zone.afterGap(local);
  return afterGap === undefined ? [] : [afterGap];
};

/** An instant on the zone's clock, with its offset from UTC: `2027-03-28T03:00:00+02:00`. */
export const formatStart = (instant: number, zone: Zone): string => {
  const offset = zone.offsetAt(instant) / 60_000;
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const away = Math.abs(offset);
  return `${new Date(instant + offset * 60_000).toISOString().slice(0, 19)}${offset < 0 ? '-' : '+'}${two(away / 60)}:${two(away % 60)}`;
};

/** The last start in `(after, until]`, at most 400 days back; undefined if there is none. */
export const lastStart = (timetable: Timetable, zone: Zone, after: number, until: number): number | undefined => {
  for (const days of [1, 8, 40, 400]) {
    const from = Math.max(after, until - days * DAY_MS);
    if (from >= until) return undefined;
    const found = nextStarts(timetable, zone, from, (until - from) / 60_000 + 1, until).filter(
      (start) => start <= until,
    );
    if (found.length > 0) return found.at(-1);
    if (from === after) return undefined;
  }
  return undefined;
};
