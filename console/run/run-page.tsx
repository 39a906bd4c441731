import { useEffect, useMemo } from 'preact/hooks';
import { Link } from '../shell/link.js';
import { ErrorText } from '../shell/error-text.js';
import { ProblemNote } from '../shell/problem-note.js';
import { toPipeline } from '../shell/route.js';
import { w } from '../words/words.js';
import { Activities } from './activities.js';
import { KindTable } from './kind-table.js';
import { createLiveRun } from './live-run.js';
import { LogPanel } from './log-panel.js';
import { RunHeader } from './run-header.js';
import { Timeline } from './timeline.js';
import { WaitPanel } from './wait-panel.js';

/** One run: what it does, why it waits, what it did, and its log. */
export const RunPage = ({ id }: { readonly id: string }) => {
  const live = useMemo(() => createLiveRun(id), [id]);
  useEffect(() => {
    live.begin();
    return live.stop;
  }, [live]);
  const run = live.run.value;
  const problem = live.problem.value;
  useEffect(() => {
    if (run !== undefined) document.title = `${run.pipeline}: ${w().state[run.status]} · Stevedore`;
  });

  if (run === undefined) {
    if (problem === undefined) return <Loading />;
    return (
      <>
        <h1>{w().run.title}</h1>
        <ProblemNote problem={problem} again={live.begin} />
      </>
    );
  }
  return (
    <>
      {live.connection.value === 'lost' && (
        <p class="note warn" role="status">
          <span aria-hidden="true">⚠ </span>
          {w().run.lost}
        </p>
      )}
      <RunHeader run={run} rate={live.rate.value} />
      <WaitPanel run={run} />
      <Outcome run={run} />
      <Undo run={run} />
      <Timeline run={run} steps={live.steps.value} grave={live.grave.value} />
      <Activities run={run} />
      <KindTable run={run} report={live.report.value.value} />
      <LogPanel run={run} lines={live.lines} />
    </>
  );
};

const Loading = () => (
  <>
    <h1>{w().run.title}</h1>
    <p class="quiet" role="status">
      {w().loading}
    </p>
    <div class="card ghost" aria-hidden="true" />
    <div class="card ghost" aria-hidden="true" />
  </>
);

/** What has published can be undone, and where. */
const Undo = ({ run }: { readonly run: Parameters<typeof RunHeader>[0]['run'] }) => {
  if (run.status !== 'success' || run.generation === null) return null;
  return (
    <p class="quiet">
      {w().undo.text} <Link to={toPipeline(run.pipeline)}>{w().undo.link}</Link>
    </p>
  );
};

/** Why it failed, was skipped, or what it could not complete. */
const Outcome = ({ run }: { readonly run: Parameters<typeof RunHeader>[0]['run'] }) => (
  <>
    {run.error !== null && run.status === 'cancelled' && (
      <div class="note">
        <p dir="auto">{run.error.message}</p>
      </div>
    )}
    {run.error !== null && run.status !== 'cancelled' && (
      <div class="note bad">
        <h2>{w().run.whyFailed}</h2>
        <p>
          <ErrorText code={run.error.code} message={run.error.message} />
        </p>
        <p class="quiet">
          <code>{run.error.code}</code>
        </p>
      </div>
    )}
    {run.error === null && run.reason !== null && run.status !== 'running' && (
      <div class="note">
        <p dir="auto">{run.reason}</p>
      </div>
    )}
    {run.status === 'running' && run.last_failure !== null && (
      <div class="note warn">
        <h2>{w().run.lastFailure}</h2>
        <p>
          <ErrorText code={run.last_failure.code} message={run.last_failure.message} />
        </p>
        <p class="quiet">
          <code>{run.last_failure.code}</code>
        </p>
      </div>
    )}
    {run.stuck && <p class="note bad">{w().run.stuck}</p>}
    {run.warnings.length > 0 && (
      <div class="note warn">
        <h2>{w().run.warnings(run.warnings.length)}</h2>
        <ul>
          {run.warnings.map((warning) => (
            <li key={warning} dir="auto">
              {warning}
            </li>
          ))}
        </ul>
      </div>
    )}
  </>
);
