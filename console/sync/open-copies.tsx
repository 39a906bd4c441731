import { useMemo } from 'preact/hooks';
import type { RunJson } from '../api/types.js';
import { syncDetail } from '../run/details.js';
import type { Rate } from '../run/measure-rate.js';
import { createRateMeter } from '../run/measure-rate.js';
import { RunButtons } from '../run/run-buttons.js';
import { count, percent, size } from '../show/numbers.js';
import { now, span } from '../show/times.js';
import { Link } from '../shell/link.js';
import { Name } from '../shell/name.js';
import { toRun } from '../shell/route.js';
import { StateChip } from '../shell/state-chip.js';
import { stepName } from '../words/step-name.js';
import { w } from '../words/words.js';
import { copyEnds, copyTitle } from './copy-ends.js';
import { CopyName } from './copy-name.js';

/** Copies that run now, with how far they are and what can be done about them. */
export const OpenCopies = ({ runs }: { readonly runs: readonly RunJson[] | undefined }) => {
  const words = w().databases;
  return (
    <section class="card" aria-labelledby="running-title">
      <h2 id="running-title">{words.running}</h2>
      {runs === undefined && <p class="quiet">{w().loading}</p>}
      {runs?.length === 0 && <p class="quiet">{words.nothingRuns}</p>}
      {runs?.map((run) => (
        <OpenCopy key={run.run_id} run={run} />
      ))}
    </section>
  );
};

const OpenCopy = ({ run }: { readonly run: RunJson }) => {
  const words = w().databases;
  const ends = copyEnds(run);
  const meter = useMemo(createRateMeter, []);
  const rate = useMemo(() => meter.add(run), [run]);
  return (
    <article class="copy" aria-label={copyTitle(ends)}>
      <div class="title-row">
        <h3>
          <CopyName ends={ends} />
        </h3>
        <StateChip status={run.status} waits={run.wait !== null} />
        <RunButtons run={run} of={copyTitle(ends)} />
      </div>
      <div class="progress-row">
        <progress max={100} value={run.progress} aria-label={`${w().run.progress}: ${copyTitle(ends)}`} />
        <strong>{percent(run.progress)}</strong>
      </div>
      <p dir="auto">{run.wait?.reason ?? (run.attempt === 0 ? words.waitsForWorker : stepName(run.current_step))}</p>
      <Facts run={run} rate={rate} />
      <p>
        <Link to={toRun(run.run_id)} label={words.follow(copyTitle(ends))}>
          {words.details}
        </Link>
      </p>
    </article>
  );
};

const Facts = ({ run, rate }: { readonly run: RunJson; readonly rate: Rate | undefined }) => {
  const words = w().databases;
  const progress = syncDetail(run)?.progress;
  const left = run.wait === null ? rate?.secondsLeft : undefined;
  const table = progress?.currentTable?.includes('.') === true && run.wait === null ? progress.currentTable : undefined;
  return (
    <dl class="facts">
      {table !== undefined && (
        <div>
          <dt>{words.table}</dt>
          <dd>
            <Name of={table} code />
          </dd>
        </div>
      )}
      {progress !== undefined && (
        <>
          <Fact name={words.tables} value={words.of(count(progress.tablesDone), count(progress.tablesTotal))} />
          <Fact name={words.rows} value={count(progress.rows)} />
          <Fact name={words.size} value={words.of(size(progress.bytes), size(progress.bytesTotal))} />
        </>
      )}
      {left !== undefined && <Fact name={words.timeLeft} value={words.about(span(left * 1_000))} />}
      <Fact name={words.runsFor} value={span(now.value - Date.parse(run.started_at))} />
    </dl>
  );
};

const Fact = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
);
