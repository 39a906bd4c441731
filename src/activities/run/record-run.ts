import type { Kind } from '../../contracts/kinds.js';
import type { LogEntry, LogLevel } from '../../contracts/runs/log-entry.js';
import type { RunInput } from '../../contracts/runs/run-input.js';
import type { RunResult } from '../../contracts/runs/run-result.js';
import { outcomeOf } from '../../contracts/runs/run-result.js';
import type { RunFailure, RunSnapshot } from '../../contracts/runs/run-snapshot.js';
import { endOfRun } from '../../notifications/end-of-run-rules.js';
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

/** Whose run it is. */
export interface RunOwner {
  readonly kind: Kind;
  readonly pipeline: string;
}

/** Closes the record of a run, says in its log how it ended, and tells receivers, even if the store is away. */
export const closeRecord = async (
  deps: ActivityDeps,
  { words, ...owner }: RunOwner & { readonly words: RunWords },
  ending: RunEnding,
  more: { readonly reason?: string } = {},
): Promise<void> => {
  const { store, runLogger, redact } = deps;
  const { runId, outcome: recorded, snapshot, result, failure, completedAt } = ending;
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
  const recording = store.runs.close(runId, {
    completedAt,
    status: outcome,
    attempts: snapshot.attempt,
    snapshot,
    warnings: result?.warnings ?? [],
    ...(reason === undefined ? {} : { reason }),
    ...(result?.generation === undefined ? {} : { generation: result.generation }),
    ...(failure === undefined ? {} : { errorCode: failure.code, error: redact(failure.message) }),
  });
  try {
    await recording;
  } finally {
    await tellEnd(deps, owner, ending);
  }
};

const tellEnd = async (
  { store, settings, notify }: ActivityDeps,
  owner: RunOwner,
  { runId, outcome: recorded, snapshot, result, failure, completedAt }: RunEnding,
): Promise<void> => {
  if (settings.notifications.length === 0) return;
  const known = await store.runs.get(runId).catch(() => undefined);
  await notify(
    endOfRun({
      ...owner,
      ...{ runId, completedAt, outcome: outcomeOf(recorded), attempts: snapshot.attempt },
      ...(known === undefined ? {} : { startedAt: known.startedAt }),
      ...(result?.reason === undefined ? {} : { reason: result.reason }),
      ...(result?.generation === undefined ? {} : { generation: result.generation }),
      ...(failure === undefined ? {} : { error: { code: failure.code, message: failure.message } }),
      warnings: result?.warnings ?? [],
    }),
  );
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
