import { formatStart } from '../../contracts/schedule/starts.js';
import { openZone } from '../../contracts/schedule/zone.js';

/** How a command shows times. */
export interface Clock {
  /** For a cell: `3m ago`, `in 2h` for a person; the time itself, by this machine's clock, in a pipe. */
  brief(time: string | null): string;
  /** For a sentence: `2026-11-27 03:00:00 GMT+1 (in 2h)` for a person, the time itself in a pipe. */
  full(time: string): string;
  /** For a line of a log: by this machine's clock for a person, as it is given in a pipe. */
  stamp(time: string): string;
}

export interface ClockOptions {
  /** Whether a person reads it now, on a terminal. */
  readonly forPerson: boolean;
  /** Milliseconds. @default now */
  readonly now?: number;
  /** @default this machine's */
  readonly zone?: string;
}

/** Times in one zone; an empty text where there is none. */
export const createClock = ({
  forPerson,
  now = Date.now(),
  zone = Intl.DateTimeFormat().resolvedOptions().timeZone,
}: ClockOptions): Clock => {
  const local = openZone(zone);
  const exact = (time: string): string => formatStart(Date.parse(time), local);
  const named = (time: string): string => {
    const parts = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'short' }).formatToParts(
      Date.parse(time),
    );
    const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
    return `${exact(time).slice(0, 19).replace('T', ' ')} ${name}`;
  };
  return {
    brief: (time) => (time === null ? '' : forPerson ? away(Date.parse(time) - now) : exact(time)),
    stamp: (time) => (forPerson ? exact(time).slice(0, 19).replace('T', ' ') : time),
    full: (time) => (forPerson ? `${named(time)} (${away(Date.parse(time) - now)})` : exact(time)),
  };
};

/** `3m ago`, `in 2h`, `5d ago`: the largest unit that is not nought, as far as it is full. */
const away = (ms: number): string => {
  const [unit, unitMs] = UNITS.find(([, size]) => Math.abs(ms) >= size) ?? (['second', 1_000] as const);
  relative ??= new Intl.RelativeTimeFormat('en', { style: 'narrow', numeric: 'always' });
  return relative.format(Math.trunc(ms / unitMs), unit);
};

/** Takes milliseconds to make, and most commands show no such time. */
let relative: Intl.RelativeTimeFormat | undefined;

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;
