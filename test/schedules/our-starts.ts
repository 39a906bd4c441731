import { parseCronLine } from '../../src/contracts/schedule/parse-cron-line.js';
import { nextStarts } from '../../src/contracts/schedule/starts.js';
import { openZone } from '../../src/contracts/schedule/zone.js';

/** When a line starts by our reading: milliseconds in `(from, to)`. */
export const ourStarts = (line: string, zone: string, from: number, to: number): number[] =>
  nextStarts(parseCronLine(line), openZone(zone), from, (to - from) / 60_000, to).filter((start) => start < to);
