import type { ScheduleState } from '../../connectors/temporal/run-client.js';
import type { PipelineSettings } from '../../contracts/kinds.js';
import type { GenerationRecord } from '../../contracts/dump-import/generation-record.js';
import type { RunTally } from '../../store/store.js';
import type { ApiDeps } from '../deps.js';
import type { PipelineAlert } from '../pipelines/pipeline-alerts.js';
import type { ReadAlerts } from '../pipelines/read-alerts.js';
import { inTime } from '../request/in-time.js';
import { orNothing } from '../request/or-nothing.js';
import type { RunView } from '../runs/join-run.js';
import type { RunReader } from '../runs/read-runs.js';

/** The state that metrics show; a part is undefined if its source did not answer in time. */
export interface InstallationState {
  readonly tallies: readonly RunTally[] | undefined;
  readonly pipelines: readonly PipelineState[];
  readonly temporal: boolean;
  readonly store: boolean;
  readonly workers: number | undefined;
}

export interface PipelineState {
  readonly settings: PipelineSettings;
  readonly run: RunView | undefined;
  readonly schedule: ScheduleState | undefined;
  readonly generation: GenerationRecord | undefined;
  readonly alerts: readonly PipelineAlert[];
}

export interface StateDeps extends Pick<ApiDeps, 'runs' | 'store' | 'settings'> {
  readonly reader: RunReader;
  readonly readAlerts: ReadAlerts;
}

/** Reads all parts at once, each within its own limit. */
export const readInstallationState = async (deps: StateDeps): Promise<InstallationState> => {
  const { runs, store, settings } = deps;
  const [counted, lost, pipelines, temporal, workers] = await Promise.all([
    orNothing(inTime(store.runs.tallies())),
    orNothing(lostRuns(deps)),
    Promise.all(settings.pipelines.map((pipeline) => pipelineState(deps, pipeline))),
    orNothing(runs.ping().then(() => true)),
    orNothing(runs.workers()),
  ]);
  return {
    tallies: counted === undefined ? undefined : [...counted, ...(lost ?? [])],
    pipelines,
    temporal: temporal ?? false,
    store: counted !== undefined,
    workers: workers?.length,
  };
};

const pipelineState = async (deps: StateDeps, settings: PipelineSettings): Promise<PipelineState> => {
  const { runs, store, reader, readAlerts } = deps;
  const [latest, schedule, generation, alerts] = await Promise.all([
    orNothing(reader.latest(settings)),
    orNothing(runs.nextScheduled(settings)),
    orNothing(inTime(store.generations.latest(settings.name))),
    orNothing(readAlerts(settings)),
  ]);
  return { settings, run: latest?.run, schedule, generation, alerts: alerts ?? [] };
};

/** Runs that are open in the store but ended in Temporal: nobody could record their end. */
const lostRuns = async ({ store, reader }: StateDeps): Promise<RunTally[]> => {
  const page = await inTime(store.runs.list({ status: 'running', limit: MOST_OPEN }));
  const views = await reader.list({ pipelines: [], page, addNew: false });
  return views.flatMap(({ pipeline, kind, action = 'run', status, completedAt, startedAt }) => {
    if (status === 'running') return [];
    return [{ pipeline, kind, action, outcome: status, ended: 1, lastEndedAt: completedAt ?? startedAt } as const];
  });
};

const MOST_OPEN = 50;
