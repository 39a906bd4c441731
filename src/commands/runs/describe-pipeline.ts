import type { PipelineJson } from '../../api/pipelines/routes.js';
import type { RunJson } from '../../api/runs/run-schema.js';
import type { Style } from '../output/style.js';
import { styled } from '../output/style.js';
import type { Column } from '../output/table.js';
import { formatTable } from '../output/table.js';
import { visibleLine } from '../output/visible.js';
import type { Clock } from '../output/when.js';
import { formatDetails, formatRun, STATUS } from './format-run.js';
import { nextCommand } from './next-command.js';

/** A line for each pipeline; below, what those wait for that need a person, and what to type. */
export const pipelineTable = (pipelines: readonly PipelineJson[], clock: Clock, width?: number): string[] => {
  if (pipelines.length === 0) return [];
  const columns: readonly Column<PipelineJson>[] = [
    { title: 'PIPELINE', of: ({ name }) => name, atLeast: 10 },
    { title: 'STATE', of: stateOf, style: styleOf, atLeast: 9 },
    {
      title: 'LAST SUCCESS',
      of: ({ last_success: last }) => clock.brief(last && (last.completed_at ?? last.started_at)) || '-',
    },
    { title: 'LIVE', of: ({ live }) => (live === null ? '' : String(live.generation)), align: 'right', rank: 2 },
    {
      title: 'NEXT START',
      of: (pipeline) => nextStart(pipeline, (time) => clock.brief(time)) || '-',
      rank: 3,
      atLeast: 6,
    },
    { title: 'KIND', of: ({ kind }) => kind, rank: 1 },
  ];
  const todo = pipelines.filter(({ next_actions: next }) => next.length > 0);
  return [
    ...formatTable(pipelines, columns, width),
    ...todo.flatMap((pipeline) => ['', styled('bold', visibleLine(pipeline.name)), ...toDo(pipeline)]),
  ];
};

/** All that is known of a pipeline, its latest run first. */
export const describePipeline = (pipeline: PipelineJson, clock: Clock): string[] => {
  const { latest_run: run, last_success: last, live, alerts } = pipeline;
  return [
    run === null ? `${visibleLine(pipeline.name)}  idle, no run yet` : formatRun(run),
    ...(run === null ? [] : [`  run ${run.run_id}, started ${clock.full(run.started_at)}${askedBy(run)}`]),
    ...(run === null ? [] : formatDetails(run).map((line) => `  ${line}`)),
    `  last success: ${last === null ? 'none is known' : `${clock.full(last.completed_at ?? last.started_at)}, run ${last.run_id}`}`,
    ...(live === null
      ? []
      : [`  live: generation ${live.generation}${live.since === null ? '' : `, since ${clock.full(live.since)}`}`]),
    ...alerts.map(({ message }) => `  ${styled('red', 'alert')}: ${visibleLine(message)}`),
    `  next start: ${nextStart(pipeline, (time) => clock.full(time)) || 'none, no schedule'}`,
    ...toDo(pipeline),
  ];
};

const toDo = ({ name, next_actions: next }: PipelineJson): string[] =>
  next.map((each) => `  to do: ${nextCommand(each, name)}  ${styled('dim', `(${visibleLine(each.reason)})`)}`);

const askedBy = ({ trigger, started_by: by }: RunJson): string =>
  by === null ? '' : `, by ${visibleLine(by)}${trigger === null ? '' : ` (${trigger})`}`;

const stateOf = ({ enabled, latest_run: run }: PipelineJson): string => {
  if (run?.status === 'running') return run.wait === null ? `running ${run.progress} %` : 'waiting';
  if (!enabled) return 'disabled';
  return run === null ? 'idle' : STATUS[run.status];
};

const styleOf = ({ latest_run: run }: PipelineJson): Style | undefined => (run === null ? undefined : statusStyle(run));

/** How the state of a run is coloured, beside its word. */
export const statusStyle = ({ status, wait }: Pick<RunJson, 'status' | 'wait'>): Style | undefined => {
  if (status === 'failed' || status === 'not_started') return 'red';
  if (status === 'success') return 'green';
  return wait === null ? undefined : 'yellow';
};

/** Empty without a schedule. */
const nextStart = (
  { enabled, schedule, schedule_paused: paused, next_starts: starts }: PipelineJson,
  show: (time: string) => string,
): string => {
  if (!enabled) return 'none, the pipeline is disabled';
  if (schedule === null) return '';
  if (paused === true) return 'none, the schedule is paused';
  const [next] = starts;
  return next === undefined ? 'unknown: Temporal does not answer, or no worker has set up the schedule' : show(next);
};
