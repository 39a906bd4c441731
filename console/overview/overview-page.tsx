import { useEffect, useMemo } from 'preact/hooks';
import type { PipelineJson, RunJson } from '../api/types.js';
import { SteadyButton } from '../form/steady-button.js';
import { Time } from '../show/time.js';
import { Link } from '../shell/link.js';
import { LiveSign } from '../shell/live-sign.js';
import { Name } from '../shell/name.js';
import { ProblemNote } from '../shell/problem-note.js';
import { toPipeline, toRun } from '../shell/route.js';
import { w } from '../words/words.js';
import { createOverview } from './overview.js';
import { PipelineList } from './pipeline-list.js';
import { RunList } from './run-list.js';

/** All pipelines with their last and next runs, what waits for a person, and the newest runs. */
export const OverviewPage = () => {
  const overview = useMemo(createOverview, []);
  useEffect(() => overview.begin(), [overview]);
  useEffect(() => {
    document.title = `${w().overview.title} · Stevedore`;
  });
  const { pipelines, runs, shown } = overview;
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
        <PipelineList pipelines={pipelines.value.value?.pipelines} />
      </section>
      <section class="card" aria-labelledby="runs-title">
        <h2 id="runs-title">{w().overview.runs}</h2>
        {shown.value === undefined ? (
          <p class="quiet">{w().loading}</p>
        ) : (
          <>
            <RunList label={w().overview.runs} runs={shown.value.runs} none={w().overview.noRuns} />
            {(shown.value.next !== null || !overview.isNewest.value) && (
              <div class="buttons">
                <SteadyButton
                  off={overview.isNewest.value}
                  onClick={() => void overview.readNewer().catch(() => runs.read())}
                >
                  {w().overview.newer}
                </SteadyButton>
                <SteadyButton
                  off={shown.value.next === null}
                  onClick={() => void overview.readOlder().catch(() => runs.read())}
                >
                  {w().overview.more}
                </SteadyButton>
              </div>
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
