import type { QueueBacklog } from '../../connectors/temporal/queue-backlog.js';
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
import type { RunsWithoutEnd } from '../runs/record-lost-ends.js';
import type { RunReader } from '../runs/read-runs.js';
import type { StepSeconds } from './step-seconds.js';

/** The state that metrics show; a part is undefined if its source did not answer in time. */
export interface InstallationState {
  readonly tallies: readonly RunTally[] | undefined;
  readonly pipelines: readonly PipelineState[];
  /** The open runs of all pipelines; the newest 50 that the store has. */
  readonly open: readonly RunView[] | undefined;
  readonly temporal: boolean;
  readonly store: boolean;
  readonly workers: number | undefined;
  /** Tasks of the shared queue that no worker has taken yet. */
  readonly backlog: QueueBacklog | undefined;
}

export interface PipelineState {
  readonly settings: PipelineSettings;
  readonly run: RunView | undefined;
  readonly schedule: ScheduleState | undefined;
  readonly generation: GenerationRecord | undefined;
  readonly alerts: readonly PipelineAlert[];
  /** Of the newest run, where it has ended. */
  readonly steps: StepSeconds | undefined;
}

export interface StateDeps extends Pick<ApiDeps, 'runs' | 'store' | 'settings'> {
  readonly reader: RunReader;
  readonly readAlerts: ReadAlerts;
  readonly runsWithoutEnd: () => Promise<RunsWithoutEnd>;
  readonly stepsOf: (pipeline: string, runId: string) => Promise<StepSeconds>;
}

/** Reads all parts at once, each within its own limit. */
export const readInstallationState = async (deps: StateDeps): Promise<InstallationState> => {
  const { runs, store, settings } = deps;
  const { runsWithoutEnd } = deps;
  // Ends that nobody could record are recorded first, so that the store counts them.
  const without = runsWithoutEnd();
  const [counted, withoutEnd, pipelines, temporal, workers, backlog] = await Promise.all([
    orNothing(without.then(() => inTime(store.runs.tallies()))),
    without,
    Promise.all(settings.pipelines.map((pipeline) => pipelineState(deps, pipeline))),
    orNothing(runs.ping().then(() => true)),
    orNothing(runs.workers()),
    orNothing(runs.backlog()),
  ]);
  return {
    tallies: counted === undefined ? undefined : [...counted, ...withoutEnd.unknown],
    pipelines,
    open: withoutEnd.open,
    temporal: temporal ?? false,
    store: counted !== undefined,
    workers: workers?.length,
    backlog,
  };
};

const pipelineState = async (deps: StateDeps, settings: PipelineSettings): Promise<PipelineState> => {
  const { runs, store, reader, readAlerts, stepsOf } = deps;
  const [latest, schedule, generation, alerts] = await Promise.all([
    orNothing(reader.latest(settings)),
    orNothing(runs.nextScheduled(settings)),
    orNothing(inTime(store.generations.latest(settings.name))),
    orNothing(readAlerts(settings)),
  ]);
  const run = latest?.run;
  const ended = run?.completedAt === undefined ? undefined : run.runId;
  const steps = ended === undefined ? undefined : await orNothing(inTime(stepsOf(settings.name, ended)));
  return { settings, run, steps, schedule, generation, alerts: alerts ?? [] };
};
