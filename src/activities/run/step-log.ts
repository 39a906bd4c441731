import { formatDuration } from '../../contracts/duration.js';
import type { LogEntry, LogStep } from '../../contracts/runs/log-entry.js';
import type { ActivityDeps } from '../activity-deps.js';

export interface StepLog {
  readonly info: (message: string, more?: Pick<LogEntry, 'file_size'> & { durationMs?: number }) => Promise<void>;
  readonly warn: (message: string, error?: string) => Promise<void>;
}

/**
 * Log lines of one step, into the store and the log file, at once. Writing a line never fails the step: the import is
 * worth more than its log.
 */
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
