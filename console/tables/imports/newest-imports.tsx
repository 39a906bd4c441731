import { useEffect, useMemo } from 'preact/hooks';
import { followEvents } from '../../api/follow-events.js';
import { createReading } from '../../api/reading.js';
import type { RunJson } from '../../api/types.js';
import { importDetail } from '../../run/details.js';
import { DataTable } from '../../show/data-table.js';
import { count, percent } from '../../show/numbers.js';
import { Time } from '../../show/time.js';
import { Empty } from '../../show/empty.js';
import { Link } from '../../shell/link.js';
import { Name } from '../../shell/name.js';
import { ProblemNote } from '../../shell/problem-note.js';
import { toRejects, toRun } from '../../shell/route.js';
import { session } from '../../shell/session.js';
import { StateChip } from '../../shell/state-chip.js';
import { w } from '../../words/words.js';

/** The newest imports of tables, renewed when one changes. */
export const NewestImports = () => {
  const runs = useMemo(
    () => createReading<{ readonly runs: readonly RunJson[] }>('/api/v1/runs?kind=table-import&limit=10'),
    [],
  );
  useEffect(() => {
    const read = (): void => void runs.read();
    read();
    return followEvents({
      url: () => '/api/v1/events',
      told: () => undefined,
      take: {
        resync: read,
        run: (data) => {
          if (importDetail(data as RunJson) !== undefined) read();
        },
      },
    });
  }, [runs]);
  const words = w().tables.imports;
  const known = runs.value.value?.runs;
  const problem = runs.problem.value;
  return (
    <section class="card" aria-labelledby="imports-title">
      <h2 id="imports-title">{words.title}</h2>
      {problem !== undefined && <ProblemNote problem={problem} again={() => void runs.read()} />}
      {known === undefined && problem === undefined && <p class="quiet">{w().loading}</p>}
      {known?.length === 0 && <Empty title={words.none} hint={words.noneHint} />}
      {known !== undefined && known.length > 0 && (
        <DataTable
          label={words.title}
          rows={known}
          rowKey={({ run_id: id }) => id}
          columns={[
            {
              label: words.what,
              cell: (run) => (
                <Link to={toRun(run.run_id)}>
                  <What run={run} />
                </Link>
              ),
            },
            {
              label: words.state,
              cell: (run) => (
                <>
                  <StateChip status={run.status} waits={run.wait !== null} />
                  {run.status === 'running' && ` ${percent(run.progress)}`}
                  {importDetail(run)?.dry_run === true && <span class="tag">{words.dryRun}</span>}
                </>
              ),
            },
            { label: words.records, figure: true, cell: (run) => count(importDetail(run)?.counts.records) },
            { label: words.rejected, figure: true, cell: (run) => <Rejected run={run} /> },
            { label: words.started, cell: (run) => <Time at={run.started_at} /> },
          ]}
        />
      )}
    </section>
  );
};

/** What people know it by: its file, or how many it has, and the table. */
const What = ({ run }: { readonly run: RunJson }) => {
  const files = importDetail(run)?.files ?? [];
  const [first] = files;
  if (first === undefined) return <Name of={run.pipeline} />;
  return (
    <>
      {files.length === 1 ? <Name of={first.name} /> : w().tables.imports.files(files.length)} →{' '}
      <Name of={first.table} />
    </>
  );
};

const Rejected = ({ run }: { readonly run: RunJson }) => {
  const rejected = importDetail(run)?.counts.rejected ?? 0;
  const words = w().tables.imports;
  if (rejected === 0) return <span class="quiet">{words.noRejects}</span>;
  const known = session.value;
  if (typeof known !== 'object' || known.role !== 'admin') return <>{count(rejected)}</>;
  return (
    <Link to={toRejects(run.run_id)}>
      {count(rejected)} <span class="unseen">{words.rejected}</span>
    </Link>
  );
};
