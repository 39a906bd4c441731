import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome } from '../../contracts/runs/run-result.js';
import { endOfRun } from '../../notifications/end-of-run-rules.js';
import type { RunTally } from '../../store/store.js';
import type { ApiDeps } from '../deps.js';
import { inTime, WRITE_LIMIT_MS } from '../request/in-time.js';
import { orNothing } from '../request/or-nothing.js';
import type { RunView } from './join-run.js';
import type { RunReader } from './read-runs.js';

/** The runs without an end in the store: those that are open, and how those ended that nobody could record. */
export interface RunsWithoutEnd {
  /** Undefined while the store or Temporal does not answer. */
  readonly open: readonly RunView[] | undefined;
  /** Runs that Temporal no longer knows: they count as failed, and their record stays as it is. */
  readonly unknown: readonly RunTally[];
}

/**
 * Reads the newest 50 runs without an end, and records the end of those that Temporal knows as ended: their workflow
 * was terminated, or no worker could record it.
 *
 * 1. An end is recorded before it is counted, and the store goes on counting it, so that a count never falls while
 *    Temporal is away, or with a restart.
 * 2. A run that Temporal does not know is not closed: the configuration may name the wrong namespace for a while. It
 *    counts as failed from its first reading on, until the store has its end: whether or not the next reading succeeds,
 *    and whether or not it is still among the newest.
 * 3. Receivers are told of an end that is recorded here, as of any other, and before it is recorded: a server that dies
 *    in between tells again, which is one notification still.
 * 4. It never throws what Temporal or the store does not answer: an end that cannot be recorded now is recorded later.
 * 5. With `waitMs` it answers after that time, and goes on recording; such an end is counted with the next reading.
 */
export const createLostEndRecorder = ({
  store,
  reader,
  notify,
  waitMs,
}: Pick<ApiDeps, 'store' | 'notify'> & { readonly reader: RunReader; readonly waitMs?: number }) => {
  const unknown = new Map<string, RunTally>();

  const read = async (): Promise<readonly RunView[]> => {
    const page = await inTime(store.runs.list({ status: 'running', limit: MOST_OPEN }));
    const views = await reader.list({ pipelines: [], page, addNew: false });
    for (const runId of unknown.keys()) {
      if (views.some((view) => view.runId === runId)) continue;
      // Somebody else has recorded its end, or it is no longer among the newest.
      if ((await inTime(store.runs.get(runId)))?.completedAt !== undefined) unknown.delete(runId);
    }
    return views;
  };

  const record = async ({ runId, pipeline, kind, startedAt, ...view }: EndedView): Promise<void> => {
    const { status, completedAt, attempt, warnings, error, reason, generation } = view;
    const more = {
      ...(reason === undefined ? {} : { reason }),
      ...(generation === undefined ? {} : { generation }),
    };
    await notify?.(
      endOfRun({
        ...{ pipeline, kind, runId, outcome: status, startedAt, completedAt, attempts: attempt, warnings, ...more },
        ...(error === undefined ? {} : { error: { code: error.code, message: error.message } }),
      }),
    );
    const closed = store.runs.close(runId, {
      ...{ completedAt, status, attempts: attempt, warnings, ...more },
      ...(error === undefined ? {} : { errorCode: error.code, error: error.message }),
    });
    if ((await orNothing(inTime(closed, WRITE_LIMIT_MS).then(() => true))) === true) unknown.delete(runId);
  };
  const recordAll = async (views: readonly EndedView[]): Promise<void> => {
    for (const view of views) await record(view);
  };
  let recording: Promise<void> | undefined;

  return async (): Promise<RunsWithoutEnd> => {
    const views = await orNothing(read());
    if (views === undefined) return { open: undefined, unknown: [...unknown.values()] };
    const ended: EndedView[] = [];
    for (const view of views) {
      const { runId, pipeline, kind, action = 'run', status, startedAt, completedAt } = view;
      if (status === 'running' || status === 'not_started') continue;
      if (completedAt !== undefined) ended.push({ ...view, status, completedAt });
      else unknown.set(runId, { pipeline, kind, action, outcome: status, ended: 1, lastEndedAt: startedAt });
    }
    if (ended.length > 0) recording ??= recordAll(ended).finally(() => (recording = undefined));
    await (waitMs === undefined ? recording : Promise.race([recording, sleep(waitMs, undefined, { ref: false })]));
    const open = views.filter(({ runId, status }) => status === 'running' && !unknown.has(runId));
    return { open, unknown: [...unknown.values()] };
  };
};

/** A run that Temporal knows as ended. */
type EndedView = RunView & { readonly status: Outcome; readonly completedAt: string };

const MOST_OPEN = 50;
