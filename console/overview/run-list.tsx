import type { RunJson } from '../api/types.js';
import { DataTable } from '../show/data-table.js';
import { percent } from '../show/numbers.js';
import { Time } from '../show/time.js';
import { now, span } from '../show/times.js';
import { Link } from '../shell/link.js';
import { Name } from '../shell/name.js';
import { toRun } from '../shell/route.js';
import { StateChip } from '../shell/state-chip.js';
import { stepName } from '../words/step-name.js';
import { w } from '../words/words.js';

/** Runs, the newest first; each leads to its page. */
export const RunList = ({ label, runs, none }: RunListProps) => {
  const words = w().overview;
  if (runs.length === 0) return <p class="quiet">{none}</p>;
  return (
    <DataTable
      label={label}
      rows={runs}
      rowKey={({ run_id: id }) => id}
      columns={[
        {
          label: words.run,
          cell: (run) => (
            <Link to={toRun(run.run_id)}>
              <Name of={run.pipeline} />
              {run.action !== null && ` · ${w().actionOf(run.action)}`}
            </Link>
          ),
        },
        {
          label: words.state,
          cell: (run) => (
            <>
              <StateChip status={run.status} waits={run.wait !== null} />
              {run.status === 'running' && ` ${percent(run.progress)} · ${stepName(run.current_step)}`}
              {run.warnings.length > 0 && ` ⚠ ${w().run.warnings(run.warnings.length)}`}
            </>
          ),
        },
        { label: words.started, cell: (run) => <Time at={run.started_at} /> },
        {
          label: words.took,
          figure: true,
          cell: (run) =>
            span((run.completed_at === null ? now.value : Date.parse(run.completed_at)) - Date.parse(run.started_at)),
        },
        {
          label: words.by,
          cell: (run) =>
            run.trigger === 'schedule' ? words.schedule : <Name of={run.started_by ?? run.trigger ?? '–'} />,
        },
      ]}
    />
  );
};

interface RunListProps {
  readonly label: string;
  readonly runs: readonly RunJson[];
  readonly none: string;
}
