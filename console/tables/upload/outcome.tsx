import { useEffect, useMemo } from 'preact/hooks';
import { ask } from '../../api/ask.js';
import type { RunJson } from '../../api/types.js';
import { importDetail } from '../../run/details.js';
import { createLiveRun } from '../../run/live-run.js';
import { useAsking } from '../../notices/use-asking.js';
import { percent } from '../../show/numbers.js';
import { nameOfRun } from '../../run/name-of-run.js';
import { isolated } from '../../shell/isolated.js';
import { Link } from '../../shell/link.js';
import { ProblemNote } from '../../shell/problem-note.js';
import { toRejects, toRun } from '../../shell/route.js';
import { session } from '../../shell/session.js';
import { StateChip } from '../../shell/state-chip.js';
import { w } from '../../words/words.js';
import { RecordSums } from '../record-sums.js';
import { RowExamples } from '../row-examples.js';

/** A run of the upload, followed to its end: what would change, or what has. */
export const Outcome = ({ id }: { readonly id: string }) => {
  const live = useMemo(() => createLiveRun(id), [id]);
  useEffect(() => {
    live.begin();
    return live.stop;
  }, [live]);
  const words = w().tables.plan;
  const run = live.run.value;
  const problem = live.problem.value;
  if (run === undefined) {
    return problem === undefined ? (
      <p class="quiet" role="status">
        {w().loading}
      </p>
    ) : (
      <ProblemNote problem={problem} again={live.begin} />
    );
  }
  const detail = importDetail(run);
  const isDry = detail?.dry_run === true;
  return (
    <div class="outcome" role="group" aria-label={isDry ? words.result : words.done}>
      <div class="title-row">
        <h3>{isDry ? words.result : words.done}</h3>
        <StateChip status={run.status} waits={run.wait !== null} />
        <Link to={toRun(run.run_id)}>{words.toRun}</Link>
      </div>
      {live.connection.value === 'lost' && (
        <p class="note warn" role="status">
          <span aria-hidden="true">⚠ </span>
          {w().run.lost}
        </p>
      )}
      {run.status === 'running' && <Running run={run} isDry={isDry} />}
      {run.error !== null && (
        <div class="note bad" role="alert">
          <p dir="auto">
            <span aria-hidden="true">✕ </span>
            {run.error.message}
          </p>
          <p class="quiet">
            <code>{run.error.code}</code>
          </p>
        </div>
      )}
      {run.status === 'success' && detail !== undefined && (
        <>
          <RecordSums counts={detail.counts} isDry={isDry} />
          {isDry && <p class="quiet">{words.nothingWritten}</p>}
          <RowExamples examples={detail.examples ?? []} />
        </>
      )}
      {run.status !== 'running' && <ToRejects run={run} rejected={detail?.counts.rejected ?? 0} />}
    </div>
  );
};

const ToRejects = ({ run, rejected }: { readonly run: RunJson; readonly rejected: number }) => {
  const known = session.value;
  if (rejected === 0 || typeof known !== 'object' || known.role !== 'admin') return null;
  return (
    <p>
      <Link to={toRejects(run.run_id)}>{w().tables.plan.toRejects}</Link>
    </p>
  );
};

const Running = ({ run, isDry }: { readonly run: RunJson; readonly isDry: boolean }) => {
  const words = w().tables.plan;
  const { busy, problem, begin } = useAsking();
  const cancel = (): void => {
    const path = `/api/v1/runs/${run.run_id}/cancel`;
    void begin(`${w().steer.cancel.yes}: ${isolated(nameOfRun(run))}`, () =>
      ask(path, { method: 'POST', body: { by: 'console' } }),
    );
  };
  return (
    <>
      <p role="status">{isDry ? words.following : words.importing}</p>
      <div class="progress-row">
        <progress max={100} value={run.progress} aria-label={w().run.progress} />
        <strong>{percent(run.progress)}</strong>
        <button type="button" aria-busy={busy} onClick={cancel}>
          {words.cancel}
        </button>
      </div>
      {problem !== undefined && <ProblemNote problem={problem} />}
    </>
  );
};
