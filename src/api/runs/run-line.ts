import type { LogLine } from '../../store/store.js';
import type { RunLogLine } from './run-schema.js';

/** A log line of a run as the API returns it. */
export const runLine = ({ runId: _, ...line }: LogLine): RunLogLine => line;
