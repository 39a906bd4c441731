import { signal } from '@preact/signals';
import type { RunLogLine } from '../api/types.js';

export interface LogFilter {
  /** Any case. */
  readonly text: string;
  /** Warnings and errors only. */
  readonly problems: boolean;
  /** @default all */
  readonly step?: string | undefined;
}

export const NO_FILTER: LogFilter = { text: '', problems: false };

/** Which lines of the log are shown. */
export const logFilter = signal<LogFilter>(NO_FILTER);

export const matches = ({ text, problems, step }: LogFilter, line: RunLogLine): boolean => {
  if (problems && line.level === 'INFO') return false;
  if (step !== undefined && line.step !== step) return false;
  const wanted = text.trim().toLowerCase();
  return wanted === '' || `${line.step} ${line.message} ${line.error ?? ''}`.toLowerCase().includes(wanted);
};
