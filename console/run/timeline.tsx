import type { RunJson, RunLogLine } from '../api/types.js';
import { count } from '../show/numbers.js';
import { clock, now, span } from '../show/times.js';
import { stepName } from '../words/step-name.js';
import { w } from '../words/words.js';
import type { RunStep } from './run-steps.js';
import { withoutAttemptZero } from './run-steps.js';
import { logFilter } from './log-filter.js';

/** The steps over time, by attempt. A click on one shows its lines of the log. */
export const Timeline = ({ run, steps, grave }: TimelineProps) => {
  const withErrors = new Set(
    grave.filter(({ level }) => level === 'ERROR').map(({ attempt, step }) => `${Math.max(1, attempt)} ${step}`),
  );
  const end = run.completed_at === null ? now.value : Date.parse(run.completed_at);
  const begin = Math.min(Date.parse(run.started_at), ...steps.map(({ began_at: at }) => Date.parse(at)));
  const shown = withoutAttemptZero(steps);
  const attempts = [...new Set(shown.map(({ attempt }) => attempt))];
  return (
    <section class="card" aria-labelledby="steps-title">
      <h2 id="steps-title">{w().timeline.title}</h2>
      {steps.length === 0 && <p class="quiet">{w().timeline.none}</p>}
      {attempts.map((attempt) => (
        <div key={attempt}>
          {(attempts.length > 1 || attempt > 1) && <h3>{w().run.attemptOf(attempt, run.max_attempts)}</h3>}
          <ol class="timeline">
            {shown
              .filter((step) => step.attempt === attempt)
              .map((step) => (
                <Row
                  key={step.step}
                  step={step}
                  begin={begin}
                  end={end}
                  running={isRunning(run, shown, step)}
                  failed={withErrors.has(`${attempt} ${step.step}`)}
                />
              ))}
          </ol>
        </div>
      ))}
      {run.wait !== null && run.status === 'running' && (
        <p class="timeline-wait">
          <span aria-hidden="true">◷ </span>
          {w().wait.title[run.wait.kind]}
        </p>
      )}
    </section>
  );
};

/** The newest step of an open run, unless it waits. */
const isRunning = (run: RunJson, steps: readonly RunStep[], step: RunStep): boolean =>
  run.status === 'running' && run.wait === null && steps.at(-1) === step;

const Row = ({ step, begin, end, running, failed }: RowProps) => {
  const from = Date.parse(step.began_at);
  const to = running ? end : Date.parse(step.last_at);
  const whole = Math.max(1, end - begin);
  const left = Math.min(99, (100 * (from - begin)) / whole);
  return (
    <li>
      <button
        type="button"
        class="timeline-row"
        onClick={() => {
          logFilter.value = { ...logFilter.value, step: step.step };
          document.getElementById('log-title')?.scrollIntoView({ block: 'start' });
        }}
      >
        <span class="timeline-name">
          <span aria-hidden="true">{failed ? '✕' : running ? '▶' : '✓'} </span>
          {stepName(step.step)}
          {running && <span class="unseen"> ({w().state.running})</span>}
          {failed && <span class="unseen"> ({w().timeline.withErrors})</span>}
        </span>
        <span class="timeline-bar" aria-hidden="true">
          <span
            class={failed ? 'bad' : running ? 'now' : ''}
            style={{ left: `${left}%`, width: `${Math.max(0.6, Math.min(100 - left, (100 * (to - from)) / whole))}%` }}
          />
        </span>
        <span class="timeline-figures">
          {clock(step.began_at)} · {span(to - from)} · {w().timeline.lines(count(step.lines), step.lines)}
        </span>
      </button>
    </li>
  );
};

interface RowProps {
  readonly step: RunStep;
  readonly begin: number;
  readonly end: number;
  readonly running: boolean;
  /** Its lines of the log have an error. */
  readonly failed: boolean;
}

interface TimelineProps {
  readonly run: RunJson;
  readonly steps: readonly RunStep[];
  /** Lines of the log that are warnings or errors. */
  readonly grave: readonly Pick<RunLogLine, 'level' | 'attempt' | 'step'>[];
}
