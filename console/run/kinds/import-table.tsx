import type { RunJson } from '../../api/types.js';
import { DataTable } from '../../show/data-table.js';
import { count, UNKNOWN } from '../../show/numbers.js';
import { Link } from '../../shell/link.js';
import { Name } from '../../shell/name.js';
import { toRejects } from '../../shell/route.js';
import { session } from '../../shell/session.js';
import { RowExamples } from '../../tables/row-examples.js';
import { w } from '../../words/words.js';
import { importDetail } from '../details.js';

/** What became of the records of each file. */
export const ImportTable = ({ run }: { readonly run: RunJson }) => {
  const detail = importDetail(run);
  if (detail === undefined || detail.files.length === 0) return null;
  const known = session.value;
  const words = w().records;
  return (
    <section class="card" aria-labelledby="records-title">
      <h2 id="records-title">{detail.dry_run ? words.dryRun : words.title}</h2>
      <DataTable
        label={words.title}
        rows={detail.files}
        rowKey={({ file }) => String(file)}
        columns={[
          { label: words.file, cell: ({ name }) => <Name of={name} code /> },
          { label: words.table, cell: ({ table }) => <Name of={table} code /> },
          {
            label: words.state,
            cell: ({ state, error }) => (
              <span dir="auto">
                {words.states[state as keyof typeof words.states] ?? state}
                {error !== null && `: ${error.message}`}
              </span>
            ),
          },
          { label: words.read, figure: true, cell: ({ records }) => count(records) },
          { label: words.inserted, figure: true, cell: ({ inserted }) => count(inserted) },
          { label: words.updated, figure: true, cell: ({ updated }) => count(updated) },
          { label: words.unchanged, figure: true, cell: ({ unchanged }) => count(unchanged) },
          { label: words.superseded, figure: true, cell: ({ superseded }) => count(superseded) },
          { label: words.rejected, figure: true, cell: ({ rejected }) => count(rejected) },
        ]}
      />
      {detail.dry_run && <RowExamples examples={detail.examples ?? []} />}
      {detail.counts.rejected > 0 && typeof known === 'object' && known.role === 'admin' && (
        <p>
          <Link to={toRejects(run.run_id)}>{w().tables.plan.toRejects}</Link>
        </p>
      )}
      {detail.files.length > 1 && (
        <p class="quiet">{words.inAll(count(detail.counts.records), count(detail.counts.rejected) || UNKNOWN)}</p>
      )}
    </section>
  );
};
