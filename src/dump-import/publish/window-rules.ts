import type { PublishWindowState } from '../../contracts/runs/publish-policy.js';
import type { PublishWindow } from '../../contracts/dump-import/settings.js';

/**
 * Whether a moment is in one of the windows, by the clock of their time zone; if not, when the next one opens. If a
 * window's opening falls into minutes that summer time skips, it opens with the first minute after them.
 */
export const judgeWindow = (windows: readonly PublishWindow[], timeZone: string, nowMs: number): PublishWindowState => {
  const window = `${windows.map(formatWindow).join(', ')} (${timeZone})`;
  const minuteOf = minuteOfDay(timeZone);
  const isOpen = (ms: number) => windows.some((one) => contains(one, minuteOf(ms)));
  if (windows.length === 0 || isOpen(nowMs)) return { open: true, window };
  const firstMinute = Math.floor(nowMs / MINUTE_MS) + 1;
  for (let minute = firstMinute; minute < firstMinute + TWO_DAYS; minute++) {
    if (isOpen(minute * MINUTE_MS)) return { open: false, opensAt: new Date(minute * MINUTE_MS).toISOString(), window };
  }
  return { open: true, window };
};

const MINUTE_MS = 60_000;
/** In minutes: every window opens once a day, except on days when the clock changes. */
const TWO_DAYS = 2 * 24 * 60;

const contains = ({ from, to }: PublishWindow, minute: number): boolean =>
  from < to ? minute >= from && minute < to : minute >= from || minute < to;

const minuteOfDay = (timeZone: string) => {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return (ms: number): number => {
    const [hour = 0, minute = 0] = format.format(ms).split(':').map(Number);
    return hour * 60 + minute;
  };
};

const formatWindow = ({ from, to }: PublishWindow): string => `${timeOf(from)}-${timeOf(to)}`;

const timeOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
