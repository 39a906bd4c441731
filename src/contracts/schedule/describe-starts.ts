import { parseCronLine } from './parse-cron-line.js';
import { formatStart, nextStarts } from './starts.js';
import { openZone } from './zone.js';

/** Returns the next five starts of a valid cron line, by its zone's clock; throws CONFIG_INVALID for any other line. */
export const describeStarts = (
  schedule: string,
  timezone: string,
  now = Date.now(),
): { starts: readonly string[]; zone: string } => {
  const zone = openZone(timezone);
  const starts = nextStarts(parseCronLine(schedule), zone, now, 5).map((start) => formatStart(start, zone));
  return { starts, zone: timezone };
};
