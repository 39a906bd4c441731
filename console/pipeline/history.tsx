import { useState } from 'preact/hooks';
import type { Reading } from '../api/reading.js';
import type { HistoryJson } from '../api/types.js';
import { DataTable } from '../show/data-table.js';
import { count, size, UNKNOWN } from '../show/numbers.js';
import { Time } from '../show/time.js';
import { span } from '../show/times.js';
import { Link } from '../shell/link.js';
import { ProblemNote } from '../shell/problem-note.js';
import { toRun } from '../shell/route.js';
import { StateChip } from '../shell/state-chip.js';
import { w } from '../words/words.js';
import { HistoryPlots } from './history-plots.js';

type Point = HistoryJson['runs'][number];

/** The pipeline's runs with their figures, the newest first. */
export const History = ({ reading }: { readonly reading: Reading<HistoryJson> }) => {
  const words = w().pipeline;
  const problem = reading.problem.value;
  const runs = reading.value.value?.runs;
  const [all, setAll] = useState(false);
  return (
    <section class="card" aria-labelledby="history-title">
      <h2 id="history-title">{words.history}</h2>
      {problem !== undefined && <ProblemNote problem={problem} again={() => void reading.read()} />}
      {runs === undefined && problem === undefined && <p class="quiet">{w().loading}</p>}
      {runs?.length === 0 && <p class="quiet">{words.noHistory}</p>}
      {runs !== undefined && runs.length > 1 && <HistoryPlots runs={runs} />}
      {runs !== undefined && runs.length > 0 && (
        <DataTable
          label={words.history}
          rows={all ? runs : runs.slice(0, FEW)}
          rowKey={({ run_id: id }) => id}
          columns={[
            {
              label: w().overview.state,
              cell: (run) => (
                <Link to={toRun(run.run_id)}>
                  <StateChip status={run.status} />
                </Link>
              ),
            },
            { label: words.action, cell: ({ action }) => words.anAction[action] ?? action },
            { label: w().overview.started, cell: ({ started_at: at }) => <Time at={at} exact /> },
            { label: words.duration, figure: true, cell: durationOf },
            { label: words.rows, figure: true, cell: ({ rows }) => count(rows) },
            { label: words.archive, figure: true, cell: ({ archive_bytes: bytes }) => size(bytes) },
            { label: words.generation, figure: true, cell: ({ generation }) => count(generation) },
            { label: words.attempts, figure: true, cell: ({ attempts }) => count(attempts) },
            {
              label: words.warnings,
              figure: true,
              cell: ({ warnings }) => (warnings === 0 ? UNKNOWN : `⚠ ${count(warnings)}`),
            },
          ]}
        />
      )}
      {!all && runs !== undefined && runs.length > FEW && (
        <button type="button" onClick={() => setAll(true)}>
          {words.allRuns(count(runs.length))}
        </button>
      )}
    </section>
  );
};

/** What is below the history stays near. */
const FEW = 8;

const durationOf = ({ duration_seconds: seconds }: Point): string =>
  seconds === null ? UNKNOWN : span(seconds * 1_000);
