import type { RunJson } from '../api/types.js';
import { syncDetail } from '../run/details.js';
import { DataTable } from '../show/data-table.js';
import { count, size } from '../show/numbers.js';
import { Time } from '../show/time.js';
import { span } from '../show/times.js';
import { Link } from '../shell/link.js';
import { toRun } from '../shell/route.js';
import { StateChip } from '../shell/state-chip.js';
import { w } from '../words/words.js';
import { copyEnds } from './copy-ends.js';
import { CopyName } from './copy-name.js';

/** Copies that have ended, the newest first; each leads to its run. */
export const CopyHistory = ({ runs, older }: CopyHistoryProps) => {
  const words = w().databases.history;
  return (
    <section class="card" aria-labelledby="history-title">
      <h2 id="history-title">{words.title}</h2>
      {runs === undefined && <p class="quiet">{w().loading}</p>}
      {runs?.length === 0 && <p class="quiet">{words.none}</p>}
      {runs !== undefined && runs.length > 0 && (
        <DataTable
          label={words.title}
          rows={runs}
          rowKey={({ run_id: id }) => id}
          columns={[
            {
              label: words.job,
              cell: (run) => (
                <Link to={toRun(run.run_id)}>
                  <CopyName ends={copyEnds(run)} />
                </Link>
              ),
            },
            { label: words.result, cell: ({ status }) => <StateChip status={status} /> },
            { label: words.began, cell: ({ started_at: at }) => <Time at={at} exact /> },
            { label: words.took, figure: true, cell: took },
            { label: w().databases.rows, figure: true, cell: (run) => count(movedBy(run)?.rows) },
            { label: w().databases.size, figure: true, cell: (run) => size(movedBy(run)?.bytes) },
            { label: words.note, cell: noteOf },
          ]}
        />
      )}
      {older !== undefined && (
        <button type="button" onClick={older}>
          {words.older}
        </button>
      )}
    </section>
  );
};

const took = ({ started_at: began, completed_at: end }: RunJson): string =>
  end === null ? '' : span(Date.parse(end) - Date.parse(began));

/** An export has moved what its dump has. */
const movedBy = (run: RunJson): { readonly rows: number; readonly bytes: number } | undefined => {
  const { dump, progress } = syncDetail(run) ?? {};
  return copyEnds(run).shape === 'export' ? (dump ?? progress) : progress;
};

const noteOf = ({ status, error, reason, warnings }: RunJson) => {
  const texts = [error?.message ?? reason ?? '', ...warnings].filter((text) => text !== '' && text !== status);
  if (texts.length === 0) return '';
  return (
    <>
      {texts.slice(0, 3).map((text) => (
        <p key={text} dir="auto">
          {warnings.includes(text) && <span aria-hidden="true">⚠ </span>}
          {text}
        </p>
      ))}
    </>
  );
};

interface CopyHistoryProps {
  readonly runs: readonly RunJson[] | undefined;
  /** @default there are no older ones */
  readonly older: (() => void) | undefined;
}
