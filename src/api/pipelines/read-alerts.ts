import type { PipelineSettings } from '../../contracts/kinds.js';
import type { ApiDeps } from '../deps.js';
import type { PipelineAlert } from './pipeline-alerts.js';
import type { RunReader } from '../runs/read-runs.js';
import { orNothing } from '../request/or-nothing.js';
import { lastSuccess, SUCCESSES } from './last-success.js';
import { pipelineAlerts } from './pipeline-alerts.js';
import { inTime } from '../request/in-time.js';
import { createRunReader } from '../runs/read-runs.js';

export type ReadAlerts = (pipeline: PipelineSettings) => Promise<readonly PipelineAlert[]>;

/** Reads the facts behind a pipeline's alerts; a source that does not answer in time causes none. */
export const createAlertReader = (
  deps: Pick<ApiDeps, 'runs' | 'store' | 'settings' | 'lookAtTarget'>,
  reader: RunReader = createRunReader(deps),
): ReadAlerts => {
  const { runs, store, lookAtTarget } = deps;
  return async (pipeline) => {
    const { name } = pipeline;
    const [latest, page, lastSuccessAt, schedule, targetAway] = await Promise.all([
      orNothing(reader.latest(pipeline)),
      orNothing(inTime(store.runs.list({ pipeline: name, limit: 1 }))),
      orNothing(inTime(lastSuccessOf(store, pipeline))),
      orNothing(runs.nextScheduled(pipeline)),
      lookAtTarget?.(),
    ]);
    // Without the store it is unknown which starts became runs.
    const known = page === undefined ? undefined : schedule;
    return pipelineAlerts({
      pipeline,
      run: latest?.run,
      lastStartedAt: page?.runs[0]?.startedAt,
      lastSuccessAt,
      schedule: known,
      targetAway,
    });
  };
};

/** Dump imports keep their generations for longer than their runs; the other kinds have runs only. */
const lastSuccessOf = async (
  store: Pick<ApiDeps['store'], 'runs' | 'generations'>,
  { kind, name }: PipelineSettings,
): Promise<string | null> => {
  const [page, generation] = await Promise.all([
    store.runs.list({ pipeline: name, status: 'success', limit: SUCCESSES }),
    store.generations.latest(name),
  ]);
  const ends = [lastSuccess(kind, page.runs).run?.completedAt, generation?.publishedAt].filter(
    (end) => end !== undefined,
  );
  return ends.sort((a, b) => Date.parse(a) - Date.parse(b)).at(-1) ?? null;
};
