import type { RunJson } from '../api/types.js';
import { count, percent, size } from '../show/numbers.js';
import { Time } from '../show/time.js';
import { now, span } from '../show/times.js';
import { Link } from '../shell/link.js';
import { Name } from '../shell/name.js';
import { toPipeline, toRun } from '../shell/route.js';
import { StateChip } from '../shell/state-chip.js';
import { stepName } from '../words/step-name.js';
import { w } from '../words/words.js';
import type { Rate } from './measure-rate.js';
import { RunButtons } from './run-buttons.js';

/** What the run is, how far it is, and what can be done with it. */
export const RunHeader = ({ run, rate }: { readonly run: RunJson; readonly rate: Rate | undefined }) => {
  const open = run.status === 'running';
  const until = run.completed_at === null ? now.value : Date.parse(run.completed_at);
  return (
    <section class="run-header" aria-label={w().run.title}>
      <div class="title-row">
        <h1>
          <Link to={toPipeline(run.pipeline)}>
            <Name of={run.pipeline} />
          </Link>
        </h1>
        <StateChip status={run.status} waits={run.wait !== null} />
        <RunButtons run={run} />
      </div>
      <p class="quiet">
        {w().kindOf(run.kind)}
        {run.action !== null && ` · ${w().actionOf(run.action)}`} · {w().run.startedBy(run.started_by, run.trigger)} ·{' '}
        <Time at={run.started_at} />
        {run.retry_of !== null && (
          <>
            {' · '}
            <Link to={toRun(run.retry_of)}>{w().run.retryOf}</Link>
          </>
        )}
      </p>
      {open && (
        <div class="progress-row">
          <progress max={100} value={run.progress} aria-label={w().run.progress} />
          <strong>{percent(run.progress)}</strong>
        </div>
      )}
      <dl class="facts">
        <Fact name={w().run.step} value={open ? stepName(run.current_step) : undefined} />
        <Fact name={w().run.attempt} value={run.attempt > 0 ? w().run.nOf(run.attempt, run.max_attempts) : undefined} />
        <Fact name={open ? w().run.runsFor : w().run.took} value={span(until - Date.parse(run.started_at))} />
        <Fact name={w().run.timeLeft} value={timeLeft(run, rate)} />
        <Fact
          name={w().run.rowsPerSecond}
          value={rate?.rowsPerSecond === undefined ? undefined : count(Math.round(rate.rowsPerSecond))}
        />
        <Fact
          name={w().run.bytesPerSecond}
          value={rate?.bytesPerSecond === undefined ? undefined : `${size(rate.bytesPerSecond)}/s`}
        />
        <Fact name={w().run.generation} value={run.generation === null ? undefined : count(run.generation)} />
      </dl>
    </section>
  );
};

const timeLeft = (run: RunJson, rate: Rate | undefined): string | undefined => {
  if (run.status !== 'running' || run.wait !== null) return undefined;
  return rate?.secondsLeft === undefined ? w().run.estimating : w().run.about(span(rate.secondsLeft * 1_000));
};

const Fact = ({ name, value }: { readonly name: string; readonly value: string | undefined }) =>
  value === undefined ? null : (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
