import { workflowInfo } from '@temporalio/workflow';
import type { LogLevel, LogStep } from '../../contracts/runs/log-entry.js';
import { quick } from './profiles.js';
import type { RunStatus } from './run-status.js';

/** The few log lines of the workflow itself; everything else is logged where it happens. */
export interface RunLog {
  readonly info: (step: LogStep, message: string) => Promise<void>;
  readonly warn: (step: LogStep, message: string) => Promise<void>;
  readonly error: (step: LogStep, message: string, error: string) => Promise<void>;
}

/** Each line also saves the snapshot, so that the store knows the run's state when Temporal cannot be asked. */
export const createRunLog = (status: Pick<RunStatus, 'snapshot'>): RunLog => {
  const write = async (level: LogLevel, step: LogStep, message: string, error?: string) => {
    const line = { level, step, message, ...(error === undefined ? {} : { error }) };
    await quick.note.executeWithOptions({ summary: message.slice(0, 100) }, [
      { runId: workflowInfo().runId, snapshot: status.snapshot(), line },
    ]);
  };
  return {
    info: (step, message) => write('INFO', step, message),
    warn: (step, message) => write('WARN', step, message),
    error: (step, message, error) => write('ERROR', step, message, error),
  };
};
