import { signal } from '@preact/signals';
import { locale } from '../words/words.js';
import { UNKNOWN } from './numbers.js';

/** The time of the browser, renewed every second for what counts up or down. */
export const now = signal(Date.now());
setInterval(() => {
  now.value = Date.now();
}, 1_000);

const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale.value, options);

/** Day and time by the clock of the browser, with its zone. */
export const moment = (text: string | null | undefined): string => {
  if (text === null || text === undefined) return UNKNOWN;
  const zone = { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZoneName: 'short' } as const;
  return format(zone).format(new Date(text));
};

/** As above, to the second and with the year: for titles. */
export const exactMoment = (text: string): string =>
  format({ dateStyle: 'full', timeStyle: 'long' }).format(new Date(text));

export const clock = (text: string): string =>
  format({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(new Date(text));

/** A length of time in two units, such as `1 h 5 min`. */
export const span = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
  return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3_600)} h`;
};

const STEPS = [
  [86_400_000 * 2, 86_400_000, 'day'],
  [3_600_000 * 2, 3_600_000, 'hour'],
  [60_000, 60_000, 'minute'],
  [0, 1_000, 'second'],
] as const;

/** In words, such as `in 4 hours` or `yesterday`. */
export const relative = (text: string, at: number): string => {
  const ms = Date.parse(text) - at;
  const [, unit, name] = STEPS.find(([from]) => Math.abs(ms) >= from) ?? STEPS[3];
  return new Intl.RelativeTimeFormat(locale.value, { numeric: 'auto' }).format(Math.round(ms / unit), name);
};
