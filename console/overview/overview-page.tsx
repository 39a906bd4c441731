import { useEffect, useMemo } from 'preact/hooks';
import type { PipelineJson, RunJson } from '../api/types.js';
import { DataTable } from '../show/data-table.js';
import { Icon } from '../show/icon.js';
import { Time } from '../show/time.js';
import { Link } from '../shell/link.js';
import { LiveSign } from '../shell/live-sign.js';
import { Name } from '../shell/name.js';
import { ProblemNote } from '../shell/problem-note.js';
import { toPipeline, toRun } from '../shell/route.js';
import { StateChip } from '../shell/state-chip.js';
import { w } from '../words/words.js';
import { createOverview } from './overview.js';
import { RunList } from './run-list.js';
import { StartButton } from './start-button.js';
import { Trend } from './trend.js';

/** All pipelines with their last and next runs, what waits for a person, and the newest runs. */
export const OverviewPage = () => {
  const overview = useMemo(createOverview, []);
  useEffect(() => overview.begin(), [overview]);
  useEffect(() => {
    document.title = `${w().overview.title} · Stevedore`;
  });
  const { pipelines, runs } = overview;
  const problem = pipelines.problem.value ?? runs.problem.value;
  return (
    <>
      <div class="title-row">
        <h1>{w().overview.title}</h1>
        <LiveSign connection={overview.connection.value} />
      </div>
      {problem !== undefined && (
        <ProblemNote
          problem={problem}
          again={() => {
            void pipelines.read();
            void runs.read();
          }}
        />
      )}
      <Waiting pipelines={pipelines.value.value?.pipelines} runs={runs.value.value?.runs} />
      <section class="card" aria-labelledby="pipelines-title">
        <h2 id="pipelines-title">{w().overview.pipelines}</h2>
        <Pipelines pipelines={pipelines.value.value?.pipelines} />
      </section>
      <section class="card" aria-labelledby="runs-title">
        <h2 id="runs-title">{w().overview.runs}</h2>
        {runs.value.value === undefined ? (
          <p class="quiet">{w().loading}</p>
        ) : (
          <>
            <RunList label={w().overview.runs} runs={runs.value.value.runs} none={w().overview.noRuns} />
            {runs.value.value.next !== null && (
              <button type="button" onClick={() => void overview.readOlder().catch(() => runs.read())}>
                {w().overview.more}
              </button>
            )}
          </>
        )}
      </section>
    </>
  );
};

/** What goes on only when a person does something. */
const Waiting = ({ pipelines, runs }: WaitingProps) => {
  if (pipelines === undefined) return null;
  const parked = (runs ?? []).filter(({ status, wait }) => status === 'running' && wait?.kind === 'publish');
  const alerts = pipelines.flatMap(({ name, alerts: of }) => of.map((alert) => ({ name, ...alert })));
  const nothing = parked.length === 0 && alerts.length === 0;
  return (
    <section class={nothing ? 'card' : 'note warn'} aria-labelledby="waiting-title">
      <h2 id="waiting-title">{w().overview.waiting}</h2>
      {nothing && (
        <p class="quiet">
          <span aria-hidden="true">✓ </span>
          {w().overview.nothingWaits}
        </p>
      )}
      {!nothing && (
        <ul class="waiting">
          {parked.map((run) => (
            <li key={run.run_id}>
              {w().overview.readyToPublish}{' '}
              <Link to={toRun(run.run_id)}>
                <Name of={run.pipeline} />
              </Link>
              <p class="quiet" dir="auto">
                {run.wait?.reason}
              </p>
            </li>
          ))}
          {alerts.map(({ name, kind, since, message }) => (
            <li key={`${name} ${kind}`}>
              <Link to={toPipeline(name)}>
                <Name of={name} />
              </Link>{' '}
              {w().overview.since} <Time at={since} />
              <p class="quiet" dir="auto">
                {message}
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
};

interface WaitingProps {
  readonly pipelines: readonly PipelineJson[] | undefined;
  readonly runs: readonly RunJson[] | undefined;
}

const Pipelines = ({ pipelines }: { readonly pipelines: readonly PipelineJson[] | undefined }) => {
  const words = w().overview;
  if (pipelines === undefined) return <p class="quiet">{w().loading}</p>;
  if (pipelines.length === 0) return <p class="quiet">{words.noPipelines}</p>;
  return (
    <DataTable
      label={words.pipelines}
      rows={pipelines}
      rowKey={({ name }) => name}
      columns={[
        {
          label: words.pipeline,
          cell: ({ name }) => (
            <Link to={toPipeline(name)}>
              <Name of={name} />
            </Link>
          ),
        },
        { label: words.kind, cell: ({ kind }) => w().kindOf(kind) },
        { label: words.last, cell: ({ latest_run: run }) => (run === null ? words.never : <LastRun run={run} />) },
        {
          label: w().plots.lastSuccess,
          cell: ({ last_success: success }) =>
            success === null ? w().plots.noSuccess : <Time at={success.completed_at ?? success.started_at} />,
        },
        { label: w().plots.trend, cell: (pipeline) => <Trend pipeline={pipeline} /> },
        { label: words.next, cell: (pipeline) => <NextRun pipeline={pipeline} /> },
        { label: w().start.button, cell: (pipeline) => <StartButton pipeline={pipeline} /> },
      ]}
    />
  );
};

const LastRun = ({ run }: { readonly run: RunJson }) => (
  <>
    <Link to={toRun(run.run_id)}>
      <StateChip status={run.status} waits={run.wait !== null} />
    </Link>{' '}
    <Time at={run.completed_at ?? run.started_at} />
  </>
);

const NextRun = ({ pipeline }: { readonly pipeline: PipelineJson }) => {
  const { enabled, schedule, schedule_paused: paused, next_scheduled: next } = pipeline;
  if (!enabled) return <>{w().overview.disabled}</>;
  if (paused === true)
    return (
      <>
        <Icon name="pause" /> {w().overview.paused}
      </>
    );
  if (next !== null) {
    return (
      <>
        <Time at={next} exact /> (<Time at={next} />)
      </>
    );
  }
  return <>{schedule ?? w().overview.noSchedule}</>;
};
