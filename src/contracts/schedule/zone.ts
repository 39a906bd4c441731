/**
 * A time zone's clock, from this Node.js's data. Instants and local times are milliseconds; a local time counts as if
 * it were UTC.
 */
export interface Zone {
  /** Local time minus UTC at an instant. */
  offsetAt(instant: number): number;
  /** The clock's changes in `[from, to)`, in order. */
  changes(from: number, to: number): readonly ClockChange[];
  /** Every instant at which the clock shows this time, in order: two if it is repeated, none if it is skipped. */
  instantsOf(local: number): readonly number[];
  /** The first moment after the gap that holds this local time; undefined if no gap does. */
  afterGap(local: number): number | undefined;
}

export interface ClockChange {
  /** The first moment with the new offset. */
  readonly at: number;
  readonly before: number;
  readonly after: number;
}

export const DAY_MS = 86_400_000;
/** No zone is further from UTC, in either direction. */
const FURTHEST_MS = 16 * 3_600_000;

/** Opens the zone of an IANA name; throws RangeError for an unknown one. */
export const openZone = (name: string): Zone => {
  const read = createReader(name);
  const atDay = new Map<number, number>();
  const changeOfDay = new Map<number, ClockChange | undefined>();

  const offsetOfDay = (day: number): number => {
    let offset = atDay.get(day);
    if (offset === undefined) atDay.set(day, (offset = read(day * DAY_MS)));
    return offset;
  };

  /** Assumes at most one change per UTC day. */
  const changeIn = (day: number): ClockChange | undefined => {
    if (changeOfDay.has(day)) return changeOfDay.get(day);
    const [before, after] = [offsetOfDay(day), offsetOfDay(day + 1)];
    let change: ClockChange | undefined;
    if (before !== after) {
      let low = day * DAY_MS;
      let high = low + DAY_MS;
      while (high - low > 1_000) {
        const middle = Math.floor((low + high) / 2_000) * 1_000;
        if (read(middle) === before) low = middle;
        else high = middle;
      }
      change = { at: high, before, after };
    }
    changeOfDay.set(day, change);
    return change;
  };

  const offsetAt = (instant: number): number => {
    const day = Math.floor(instant / DAY_MS);
    const change = changeIn(day);
    if (change === undefined) return offsetOfDay(day);
    return instant < change.at ? change.before : change.after;
  };

  const changes = (from: number, to: number): ClockChange[] => {
    const found: ClockChange[] = [];
    for (let day = Math.floor(from / DAY_MS); day * DAY_MS < to; day++) {
      const change = changeIn(day);
      if (change !== undefined && change.at >= from && change.at < to) found.push(change);
    }
    return found;
  };

  const near = (local: number) => changes(local - FURTHEST_MS, local + FURTHEST_MS);

  return {
    offsetAt,
    changes,
    instantsOf: (local) => {
      const around = near(local);
      const offsets = new Set([offsetAt(local), ...around.flatMap(({ before, after }) => [before, after])]);
      return [...offsets]
        .map((offset) => ({ instant: local - offset, offset }))
        .filter(({ instant, offset }) => offsetAt(instant) === offset)
        .map(({ instant }) => instant)
        .sort((a, b) => a - b);
    },
    afterGap: (local) => near(local).find(({ at, before, after }) => at + before <= local && local < at + after)?.at,
  };
};

const createReader = (timeZone: string): ((instant: number) => number) => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (instant) => {
    const parts: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(instant)) parts[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1_000) * 1_000;
  };
};
