import { workflowInfo } from '@temporalio/workflow';
import type { LogLevel, LogStep } from '../../contracts/runs/log-entry.js';
import { quick } from './profiles.js';
import type { Kind } from '../../contracts/kinds.js';
import type { RunInput } from '../../contracts/runs/run-input.js';
import type { RunStatus } from './run-status.js';

/** The few log lines of the workflow itself; everything else is logged where it happens. */
export interface RunLog {
  readonly info: (step: LogStep, message: string) => Promise<void>;
  readonly warn: (step: LogStep, message: string) => Promise<void>;
  /** Also tells receivers that the run waits until it may publish. */
  readonly parked: (level: 'INFO' | 'WARN', step: LogStep, message: string, reason: string) => Promise<void>;
  readonly error: (step: LogStep, message: string, error: string) => Promise<void>;
}

/** Each line also saves the snapshot, so that the store knows the run's state when Temporal cannot be asked. */
export const createRunLog = (
  status: Pick<RunStatus, 'snapshot'>,
  { kind, pipeline }: Pick<RunInput<Kind>, 'kind' | 'pipeline'>,
): RunLog => {
  const write = async (
    level: LogLevel,
    step: LogStep,
    message: string,
    { error, reason }: { readonly error?: string; readonly reason?: string } = {},
  ) => {
    const line = { level, step, message, ...(error === undefined ? {} : { error }) };
    await quick.note.executeWithOptions({ summary: message.slice(0, 100) }, [
      {
        runId: workflowInfo().runId,
        snapshot: status.snapshot(),
        line,
        ...(reason === undefined ? {} : { parked: { kind, pipeline, reason } }),
      },
    ]);
  };
  return {
    info: (step, message) => write('INFO', step, message),
    warn: (step, message) => write('WARN', step, message),
    parked: (level, step, message, reason) => write(level, step, message, { reason }),
    error: (step, message, error) => write('ERROR', step, message, { error }),
  };
};
