import { Counter, Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import type { RunTally } from '../../store/store.js';
import type { PipelineAlert } from '../pipelines/pipeline-alerts.js';
import { viewOfKind } from '../runs/run-kinds.js';
import type { RunView } from '../runs/join-run.js';
import type { InstallationState, PipelineState } from './read-installation-state.js';

/**
 * The metrics read from the store and Temporal, so that a restart does not change them. A metric whose source did not
 * answer has no samples. The returned function sets all of them from one reading.
 */
export const installationMetrics = (registry: Registry): ((state: InstallationState) => void) => {
  const all: { reset(): void }[] = [];
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[]): Gauge<L> => {
    const made = new Gauge({ name: `stevedore_${name}`, help, labelNames, registers: [registry] });
    all.push(made);
    return made;
  };
  const ended = new Counter({
    name: 'stevedore_runs_total',
    help: 'Runs that ended, by how they ended; not_started are scheduled starts that found a run open',
    labelNames: ['pipeline', 'kind', 'action', 'outcome'],
    registers: [registry],
  });
  all.push(ended);
  const lastEnd = gauge('last_run_end_timestamp_seconds', 'When a run last ended with this outcome', [
    'pipeline',
    'kind',
    'outcome',
  ]);
  const lastSuccess = gauge(
    'last_success_timestamp_seconds',
    'When a run last ended as a success; a skipped run and a rollback do not count',
    ['pipeline', 'kind'],
  );
  const lastSeconds = gauge('last_run_duration_seconds', 'How long the newest run that ended took', ['pipeline']);
  const open = gauge('runs_open', 'Runs that are open now', ['pipeline', 'kind']);
  const waiting = gauge('runs_waiting', 'Open runs that wait, by what they wait for', ['pipeline', 'wait']);
  const progress = gauge('run_progress_ratio', 'Progress of the open run', ['pipeline']);
  const enabled = gauge('pipeline_enabled', '1 where the pipeline is enabled', ['pipeline', 'kind']);
  const paused = gauge('schedule_paused', '1 while the Schedule is paused', ['pipeline']);
  const next = gauge('next_start_timestamp_seconds', 'When the Schedule starts a run next', ['pipeline']);
  const alerts = gauge('alerts', '1 while the pipeline needs a person, by why', ['pipeline', 'alert']);
  const generation = gauge('published_generation', 'Number of the generation that was published last', ['pipeline']);
  const tables = gauge('published_tables', 'Tables of that generation', ['pipeline']);
  const rows = gauge('published_rows', 'Proved rows of that generation', ['pipeline']);
  const bytes = gauge('published_archive_bytes', 'Size of the archives of that generation', ['pipeline']);
  const lastRows = gauge('last_run_rows', 'Rows by table of the newest run, where it has ended', ['pipeline', 'table']);
  const lastBytes = gauge('last_run_bytes', 'Bytes that the newest run has moved, where it has ended', ['pipeline']);
  const lastRecords = gauge('last_run_records', 'What became of the records of the newest run, where it has ended', [
    'pipeline',
    'outcome',
  ]);
  const stepSeconds = gauge(
    'last_run_step_seconds',
    "From a step's first line in the log of the newest run to its last, where the run has ended",
    ['pipeline', 'step'],
  );
  const waitsUntil = gauge('run_wait_until_timestamp_seconds', 'Until when an open run waits', ['pipeline', 'wait']);
  const alertAfter = gauge('alert_after_seconds', 'The longest age of the last success (alert_after)', ['pipeline']);
  const queued = gauge('queue_tasks', 'Tasks of the shared queue that no worker has taken', []);
  const queueAge = gauge('queue_age_seconds', 'Age of the oldest of them', []);
  const up = gauge('dependency_up', '1 where it answered this scrape', ['dependency']);
  const workers = gauge('workers', 'Workers that gave a sign of life in the last 15 seconds', []);

  const showEnded = (pipeline: string, run: RunView, steps: PipelineState['steps']): void => {
    for (const [step, seconds] of steps ?? []) stepSeconds.set({ pipeline, step }, seconds);
    const { bytes: moved, tables: found = [], records } = viewOfKind(run.kind).figures?.(run.snapshot) ?? {};
    if (moved !== undefined) lastBytes.set({ pipeline }, moved);
    for (const { table, rows: count } of found.slice(0, MOST_TABLES)) lastRows.set({ pipeline, table }, count);
    if (records === undefined) return;
    for (const outcome of OUTCOMES) lastRecords.set({ pipeline, outcome }, records[outcome]);
  };

  const showTally = (tally: RunTally): void => {
    const { pipeline, kind, action, outcome } = tally;
    const at = Date.parse(tally.lastEndedAt) / 1_000;
    ended.inc({ pipeline, kind, action, outcome }, tally.ended);
    if (action !== 'run') return;
    lastEnd.set({ pipeline, kind, outcome }, at);
    if (outcome === 'success') lastSuccess.set({ pipeline, kind }, at);
  };

  const showPipeline = (
    { settings, run, schedule, generation: published, ...state }: PipelineState,
    opened: readonly RunView[],
  ): void => {
    const { name: pipeline, kind } = settings;
    enabled.set({ pipeline, kind }, Number(settings.enabled));
    for (const alert of ALERTS) alerts.set({ pipeline, alert }, Number(state.alerts.some((one) => one.kind === alert)));
    const isOpen = run?.status === 'running';
    // The newest run may be one that no worker has opened; of jobs there are others beside it.
    const others = opened.filter((one) => one.pipeline === pipeline && one.runId !== run?.runId);
    const ofPipeline = isOpen ? [run, ...others] : others;
    open.set({ pipeline, kind }, ofPipeline.length);
    for (const kindOfWait of WAITS)
      waiting.set({ pipeline, wait: kindOfWait }, ofPipeline.filter(({ wait }) => wait?.kind === kindOfWait).length);
    for (const { wait } of ofPipeline)
      if (wait !== undefined) waitsUntil.set({ pipeline, wait: wait.kind }, Date.parse(wait.until) / 1_000);
    if (settings.alertAfterMs !== undefined) alertAfter.set({ pipeline }, settings.alertAfterMs / 1_000);
    if (isOpen) progress.set({ pipeline }, run.progress / 100);
    if (run?.completedAt !== undefined) {
      showEnded(pipeline, run, state.steps);
      lastSeconds.set({ pipeline }, (Date.parse(run.completedAt) - Date.parse(run.startedAt)) / 1_000);
    }
    if (schedule !== undefined) paused.set({ pipeline }, Number(schedule.paused));
    if (settings.enabled && schedule?.next !== undefined) next.set({ pipeline }, Date.parse(schedule.next) / 1_000);
    if (published === undefined) return;
    generation.set({ pipeline }, published.generation);
    tables.set({ pipeline }, published.tables);
    rows.set({ pipeline }, published.rows);
    bytes.set(
      { pipeline },
      published.archives.reduce((sum, { size }) => sum + size, 0),
    );
  };

  return (state) => {
    for (const metric of all) metric.reset();
    // Several tallies may belong to one metric: the latest end counts.
    const byTime = [...(state.tallies ?? [])].sort((a, b) => a.lastEndedAt.localeCompare(b.lastEndedAt));
    byTime.forEach(showTally);
    for (const pipeline of state.pipelines) showPipeline(pipeline, state.open ?? []);
    up.set({ dependency: 'temporal' }, Number(state.temporal));
    up.set({ dependency: 'store' }, Number(state.store));
    if (state.backlog !== undefined) {
      queued.set(state.backlog.tasks);
      queueAge.set(state.backlog.ageSeconds);
    }
    if (state.workers !== undefined) workers.set(state.workers);
  };
};

const ALERTS = [
  'failed',
  'missed',
  'nothing_imported',
  'target_away',
] as const satisfies readonly PipelineAlert['kind'][];
/** More than a graph can show. */
const MOST_TABLES = 100;
const OUTCOMES = ['inserted', 'updated', 'unchanged', 'superseded', 'rejected'] as const;
const WAITS = ['load', 'retry', 'publish', 'source', 'outcome'] as const;
