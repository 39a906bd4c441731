import { formatDuration } from '../../contracts/duration.js';
import type { LogEntry, LogStep } from '../../contracts/runs/log-entry.js';
import type { ActivityDeps } from '../activity-deps.js';

export interface StepLog {
  readonly info: (message: string, more?: Pick<LogEntry, 'file_size'> & { durationMs?: number }) => Promise<void>;
  readonly warn: (message: string, error?: string) => Promise<void>;
}

/** Logs the lines of one step at once, to the store and the log file. A failed write never fails the step. */
export const createStepLog = (deps: ActivityDeps, runId: string, attempt: number, step: LogStep): StepLog => {
  const logger = deps.runLogger(runId, attempt);
  return {
    info: async (message, { durationMs, ...more } = {}) => {
      logger.info(step, message, {
        ...more,
        ...(durationMs === undefined ? {} : { duration: formatDuration(durationMs) }),
      });
      await logger.flush();
    },
    warn: async (message, error) => {
      logger.warn(step, message, error === undefined ? {} : { error });
      await logger.flush();
    },
  };
};
