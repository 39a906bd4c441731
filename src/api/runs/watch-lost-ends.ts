import type { Logger } from '../../contracts/logger.js';
import { keepLooking } from '../request/keep-looking.js';
import type { RunsWithoutEnd } from './record-lost-ends.js';

/**
 * Looks every two minutes, first after one, for runs whose end nobody could record, so that receivers are told of them
 * although nobody reads the metrics; never keeps a process alive.
 */
export const watchLostEnds = (record: () => Promise<RunsWithoutEnd>, logger: Logger, everyMs = 120_000): (() => void) =>
  keepLooking(
    async () => void (await record()),
    everyMs,
    (err) => logger.warn({ err }, 'Cannot look for runs without an end'),
    Math.min(60_000, everyMs),
  );
