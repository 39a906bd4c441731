import type { CalendarSpec, ScheduleSpec } from '@temporalio/client';
import { DAYS_OF_WEEK, MONTHS } from '@temporalio/client';
import type { CronLine, Timetable } from '../../contracts/schedule/parse-cron-line.js';
import { matchesDay, startsOfDay } from '../../contracts/schedule/starts.js';
import type { ClockChange, Zone } from '../../contracts/schedule/zone.js';
import { DAY_MS, openZone } from '../../contracts/schedule/zone.js';

/** The content of a Schedule, and until when it handles clock changes exactly. */
export interface SpecPlan {
  readonly spec: ScheduleSpec;
  /** The last year whose clock changes are written out; absent if none affects the line. */
  readonly through?: number;
}

/**
 * Translates a timetable into calendars of a Schedule.
 *
 * 1. Temporal requires day of month *and* weekday; a line that means either becomes two calendars, and a time in both
 *    counts once.
 * 2. Temporal drops times that a spring night skips; of an autumn night's two it takes the second east of Greenwich and
 *    both west of it, and a clock that changes by half an hour shifts it. So no calendar holds an hour that a clock
 *    change
 *    touches: its starts are written out as instants, for this year and the next five. Later ones are as Temporal reads
 *    them.
 * 3. An instant is an interval as long as the time since 1970: it fires then, and not again before the 2080s.
 */
export const scheduleSpec = (timetable: Timetable, timezone: string, now = new Date()): SpecPlan => {
  if ('everyMs' in timetable) return { spec: { intervals: [{ every: timetable.everyMs }], timezone: 'UTC' } };
  const zone = openZone(timezone);
  const [first, last] = [now.getUTCFullYear(), now.getUTCFullYear() + YEARS_AHEAD];
  const changes = zone.changes(Date.UTC(first, 0, 1), Date.UTC(last + 1, 0, 1));
  const inUtc = allDayLong(timetable, zone, changes, now);
  if (inUtc !== undefined) return { spec: { calendars: [inUtc], timezone: 'UTC' } };
  const touched = touchedDays(timetable, changes);
  const bases = dayRules(timetable).map((rule) => ({ ...times(timetable), ...rule }));
  if (touched.size === 0) return { spec: { calendars: bases.map(calendar), timezone } };
  const calendars = bases.flatMap((base) => without(base, touched));
  const instants: number[] = [];
  for (const [day, hours] of touched) {
    const untouched = timetable.hours.filter((hour) => !hours.has(hour));
    if (untouched.length > 0) calendars.push({ ...times(timetable), ...dateOf(day), hours: untouched });
    instants.push(
      ...startsOfDay(
        timetable,
        zone,
        day,
        timetable.hours.filter((hour) => hours.has(hour)),
      ),
    );
  }
  return {
    spec: {
      calendars: calendars.map(calendar),
      ...(instants.length === 0
        ? {}
        : { intervals: [...new Set(instants)].sort((a, b) => a - b).map((instant) => ({ every: instant })) }),
      timezone,
    },
    through: last,
  };
};

const YEARS_AHEAD = 5;
const HOUR_MS = 3_600_000;
const [FIRST_YEAR, LAST_YEAR] = [2000, 2100];

/** Values of a calendar; without years it means any year. */
interface Times {
  readonly seconds: readonly number[];
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: readonly number[];
  readonly months: readonly number[];
  readonly weekdays: readonly number[];
  readonly years?: readonly { readonly start: number; readonly end: number }[];
}

const ALL_DAYS = Array.from({ length: 31 }, (_, index) => index + 1);
const ALL_WEEKDAYS = [0, 1, 2, 3, 4, 5, 6];

const times = ({ seconds, minutes, hours, months }: CronLine) => ({ seconds, minutes, hours, months });

const dayRules = ({ daysOfMonth: days, weekdays, eitherDay }: CronLine) =>
  eitherDay
    ? [
        { days, weekdays: ALL_WEEKDAYS },
        { days: ALL_DAYS, weekdays },
      ]
    : [{ days, weekdays }];

const dateOf = (day: number) => {
  const date = new Date(day * DAY_MS);
  const year = date.getUTCFullYear();
  return {
    years: [{ start: year, end: year }],
    months: [date.getUTCMonth() + 1],
    days: [date.getUTCDate()],
    weekdays: ALL_WEEKDAYS,
  };
};

/** A line for every hour of every day starts at the same minutes in any zone; in UTC no night is special. */
const allDayLong = (
  line: CronLine,
  zone: Zone,
  changes: readonly ClockChange[],
  now: Date,
): CalendarSpec | undefined => {
  const full = line.hours.length === 24 && line.months.length === 12 && !line.fixedHours;
  if (!full || !dayRules(line).some(({ days, weekdays }) => days.length === 31 && weekdays.length === 7))
    return undefined;
  const inUtc = (offset: number) =>
    line.minutes.map((minute) => (((minute - offset / 60_000) % 60) + 60) % 60).sort((a, b) => a - b);
  const offsets = [zone.offsetAt(now.getTime()), ...changes.flatMap(({ before, after }) => [before, after])];
  const [minutes = [], ...others] = [...new Set(offsets.map((offset) => inUtc(offset).join()))].map((text) =>
    text.split(',').map(Number),
  );
  if (others.length > 0 || offsets.some((offset) => offset % 60_000 !== 0)) return undefined;
  return calendar({ ...times(line), minutes, days: ALL_DAYS, weekdays: ALL_WEEKDAYS });
};

/** By local day, the hours at which Temporal would not start as the line means. */
const touchedDays = (line: CronLine, changes: readonly ClockChange[]): Map<number, Set<number>> => {
  const touched = new Map<number, Set<number>>();
  const touch = (day: number): Set<number> => {
    const hours = touched.get(day) ?? new Set();
    touched.set(day, hours);
    return hours;
  };
  for (const { at, before, after } of changes) {
    const [from, to] = [at + Math.min(before, after), at + Math.max(before, after)];
    // Temporal repeats the minutes of the hour before a repeated hour one hour later.
    const first = Math.floor(from / HOUR_MS) * HOUR_MS - (after < before ? HOUR_MS : 0);
    for (let local = first; local < to; local += HOUR_MS) {
      const day = Math.floor(local / DAY_MS);
      if (!matchesDay(line, day)) continue;
      const hour = (local - day * DAY_MS) / HOUR_MS;
      if (line.hours.includes(hour)) touch(day).add(hour);
      // If midnight is skipped, Temporal takes the weekday of the day before.
      if (hour === 0 && after > before) touch(day);
    }
  }
  return touched;
};

/**
 * The same calendar without some days. A calendar cannot exclude days, so it is split: other months, other years, other
 * days.
 */
const without = (base: Times, touched: ReadonlyMap<number, unknown>): Times[] => {
  const dates = [...touched.keys()].map((day) => new Date(day * DAY_MS));
  const hit = (month: number) => dates.filter((date) => date.getUTCMonth() + 1 === month);
  const parts: Times[] = [{ ...base, months: base.months.filter((month) => hit(month).length === 0) }];
  for (const month of base.months) {
    const years = [...new Set(hit(month).map((date) => date.getUTCFullYear()))].sort((a, b) => a - b);
    if (years.length === 0) continue;
    parts.push({ ...base, months: [month], years: otherYears(years) });
    for (const year of years) {
      const out = hit(month).flatMap((date) => (date.getUTCFullYear() === year ? [date.getUTCDate()] : []));
      parts.push({
        ...base,
        months: [month],
        years: [{ start: year, end: year }],
        days: base.days.filter((day) => !out.includes(day)),
      });
    }
  }
  return parts.filter(({ days, months }) => days.length > 0 && months.length > 0);
};

const otherYears = (years: readonly number[]): { start: number; end: number }[] => {
  const bounds = [FIRST_YEAR - 1, ...years, LAST_YEAR + 1];
  return bounds.slice(1).flatMap((bound, index) => {
    const [start, end] = [(bounds[index] ?? 0) + 1, bound - 1];
    return start <= end ? [{ start, end }] : [];
  });
};

const calendar = ({ seconds, minutes, hours, days, months, weekdays, years }: Times): CalendarSpec => ({
  second: ranges(seconds),
  minute: ranges(minutes),
  hour: ranges(hours),
  dayOfMonth: ranges(days),
  month: ranges(months).map(({ start, end }) => ({
    start: MONTHS[start - 1] ?? 'JANUARY',
    end: MONTHS[end - 1] ?? 'JANUARY',
  })),
  dayOfWeek: ranges(weekdays).map(({ start, end }) => ({
    start: DAYS_OF_WEEK[start] ?? 'SUNDAY',
    end: DAYS_OF_WEEK[end] ?? 'SUNDAY',
  })),
  ...(years === undefined ? {} : { year: [...years] }),
});

const ranges = (values: readonly number[]): { start: number; end: number }[] => {
  const found: { start: number; end: number }[] = [];
  for (const value of values) {
    const last = found.at(-1);
    if (last !== undefined && last.end === value - 1) last.end = value;
    else found.push({ start: value, end: value });
  }
  return found;
};
