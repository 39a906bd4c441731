import type { LogLine } from '../../store/store.js';
import type { RunLogLine } from './run-schema.js';

/** A line of a run as the API answers it. */
export const runLine = ({ runId: _, ...line }: LogLine): RunLogLine => line;
