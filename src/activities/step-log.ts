import { formatDuration } from '../contracts/duration.js';
import type { LogEntry, LogLevel, LogStep } from '../contracts/runs.js';
import type { ActivityDeps } from './activity-deps.js';

export interface StepLog {
  readonly info: (message: string, more?: Pick<LogEntry, 'file_size'> & { durationMs?: number }) => Promise<void>;
  readonly warn: (message: string, error?: string) => Promise<void>;
}

/**
 * Log lines of one step, into the store and the log file. Writing a line never fails the step: the import is worth more than its log.
 */
export const createStepLog = (deps: ActivityDeps, runId: string, attempt: number, step: LogStep): StepLog => {
  const write = async (level: LogLevel, message: string, more: Partial<LogEntry>) => {
    const entry: LogEntry = { timestamp: new Date().toISOString(), level, step, message: deps.redact(message), ...more };
    await appendLog(deps, runId, attempt, [entry]);
  };
  return {
    info: (message, { durationMs, ...more } = {}) =>
      write('INFO', message, { ...more, ...(durationMs === undefined ? {} : { duration: formatDuration(durationMs) }) }),
    warn: (message, error) => write('WARN', message, error === undefined ? {} : { error: deps.redact(error) }),
  };
};

export const appendLog = async (
  deps: ActivityDeps,
  runId: string,
  attempt: number,
  entries: readonly LogEntry[],
): Promise<void> => {
  for (const entry of entries) deps.logFile(runId, entry);
  await deps.store.logs.append(runId, attempt, entries).catch(() => undefined);
};
