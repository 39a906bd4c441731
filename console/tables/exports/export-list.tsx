import type { ExportJson } from '../../api/types.js';
import { DataTable } from '../../show/data-table.js';
import { Empty } from '../../show/empty.js';
import { count } from '../../show/numbers.js';
import { Time } from '../../show/time.js';
import { Name } from '../../shell/name.js';
import { ProblemNote } from '../../shell/problem-note.js';
import { StateChip } from '../../shell/state-chip.js';
import { w } from '../../words/words.js';
import { ExportFile } from './export-file.js';
import type { Exports } from './exports.js';

const STATES: Readonly<Record<string, string>> = {
  pending: 'running',
  processing: 'running',
  completed: 'success',
  failed: 'failed',
};

/** The newest exports, each with its file once that is whole. */
export const ExportList = ({ exports: { list, look } }: { readonly exports: Exports }) => {
  const words = w().tables.exports;
  const known = list.value.value?.exports;
  const problem = list.problem.value;
  return (
    <>
      {problem !== undefined && <ProblemNote problem={problem} again={() => void look()} />}
      {known === undefined && problem === undefined && <p class="quiet">{w().loading}</p>}
      {known?.length === 0 && <Empty title={words.none} hint={words.noneHint} />}
      {known !== undefined && known.length > 0 && (
        <DataTable
          label={words.list}
          rows={known}
          rowKey={({ job_id: id }) => id}
          columns={[
            {
              label: words.what,
              cell: ({ resource_type: name, format }) => (
                <>
                  <Name of={name} code /> <span class="quiet">{format === 'csv' ? 'CSV' : 'NDJSON'}</span>
                </>
              ),
            },
            { label: words.state, cell: (job) => <State job={job} /> },
            {
              label: words.rows,
              figure: true,
              cell: (job) => (job.status === 'completed' ? count(job.total_records) : ''),
            },
            { label: words.made, cell: ({ created_at: at }) => <Time at={at} /> },
            { label: words.file, cell: (job) => <ExportFile job={job} /> },
          ]}
        />
      )}
    </>
  );
};

const State = ({ job: { status, error } }: { readonly job: ExportJson }) => (
  <>
    <StateChip status={STATES[status] ?? status} />
    {error !== null && (
      <p class="quiet" dir="auto">
        {error}
      </p>
    )}
  </>
);
