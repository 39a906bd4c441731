import type { Kind } from '../../contracts/kinds.js';
import type { LogEntry, LogLevel } from '../../contracts/runs/log-entry.js';
import type { RunInput } from '../../contracts/runs/run-input.js';
import type { RunResult } from '../../contracts/runs/run-result.js';
import { outcomeOf } from '../../contracts/runs/run-result.js';
import type { RunFailure, RunSnapshot } from '../../contracts/runs/run-snapshot.js';
import type { RunLogger } from '../../store/run-logger.js';
import type { ActivityDeps } from '../activity-deps.js';
import { countOf } from './count-of.js';
import { originOf } from './origin-of.js';
import type { RunWords } from './run-words.js';

export interface OpenRunRequest<Input extends RunInput = RunInput> {
  readonly input: Input;
  readonly runId: string;
  readonly workflowId: string;
  readonly startedAt: string;
}

/** How a run of any kind ended. `outcome` may be a word of runs up to 0.2. */
export interface RunEnding {
  readonly runId: string;
  readonly outcome: string;
  readonly completedAt: string;
  readonly snapshot: RunSnapshot;
  readonly result?: Omit<RunResult, 'outcome'>;
  readonly failure?: RunFailure;
}

/** Opens the record of a run; a record that is there stays as it is. `more`: what the record holds beside it. */
export const openRecord = (
  { store }: ActivityDeps,
  { input, runId, workflowId, startedAt }: OpenRunRequest<RunInput<Kind>>,
  more: { readonly attempts?: number; readonly reason?: string } = {},
): Promise<void> =>
  store.runs.open({
    runId,
    kind: input.kind,
    ...(input.action === undefined ? {} : { action: input.action }),
    pipeline: input.pipeline,
    workflowId,
    trigger: input.trigger,
    startedBy: input.by,
    startedAt,
    status: 'running',
    attempts: 0,
    warnings: [],
    ...originOf(input),
    ...more,
  });

/** Closes the record of a run and says in its log how it ended. */
export const closeRecord = async (
  { store, runLogger, redact }: ActivityDeps,
  words: RunWords,
  { runId, outcome: recorded, snapshot, result, failure, completedAt }: RunEnding,
  more: { readonly reason?: string } = {},
): Promise<void> => {
  const outcome = outcomeOf(recorded);
  const warned = result?.warnings.length ?? 0;
  const level: LogLevel = outcome === 'failed' ? 'ERROR' : outcome === 'cancelled' || warned > 0 ? 'WARN' : 'INFO';
  const end = outcome === 'success' ? 'completed' : outcome;
  const closing = outcome === 'skipped' ? `${words.skipped}: ${result?.reason ?? ''}` : `${words.run} ${end}`;
  const message = warned > 0 ? `${closing}, with ${countOf(warned, 'warning')}` : closing;
  const logger = runLogger(runId, snapshot.attempt);
  const facts = failure === undefined ? {} : { error: `${failure.code}: ${failure.message}` };
  logAt(logger, level, outcome === 'success' ? 'cleanup' : 'initialization', message, facts);
  await logger.flush();
  const reason = more.reason ?? result?.reason;
  await store.runs.close(runId, {
    completedAt,
    status: outcome,
    attempts: snapshot.attempt,
    snapshot,
    warnings: result?.warnings ?? [],
    ...(reason === undefined ? {} : { reason }),
    ...(result?.generation === undefined ? {} : { generation: result.generation }),
    ...(failure === undefined ? {} : { errorCode: failure.code, error: redact(failure.message) }),
  });
};

/** Writes a line of a level that is known only when it is written. */
export const logAt = (
  logger: RunLogger,
  level: LogLevel,
  step: string,
  message: string,
  facts: Pick<LogEntry, 'error'>,
): void => {
  if (level === 'INFO') logger.info(step, message, facts);
  else if (level === 'WARN') logger.warn(step, message, facts);
  else logger.error(step, message, facts);
};
