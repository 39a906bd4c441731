import type { RunJson } from '../../api/types.js';
import { DataTable } from '../../show/data-table.js';
import { count, percent, size, UNKNOWN } from '../../show/numbers.js';
import { Name } from '../../shell/name.js';
import { w } from '../../words/words.js';
import { syncDetail } from '../details.js';

/** How far the tables of a database sync are, and the dump that an export has written. */
export const SyncTables = ({ run }: { readonly run: RunJson }) => {
  const detail = syncDetail(run);
  if (detail === undefined) return null;
  const { ends, progress, dump } = detail;
  const words = w().sync;
  const [from, into] = [ends?.source ?? ends?.file, ends?.destination ?? dump?.file];
  return (
    <>
      {run.status === 'running' && run.wait?.kind === 'publish' && run.action === null && (
        <section class="card" aria-labelledby="staged-title">
          <h2 id="staged-title">{w().staged.title}</h2>
          {progress !== undefined && <p>{w().staged.size(count(progress.tablesTotal), count(progress.rows))}</p>}
          <p>
            {w().staged.nextSteps} {w().staged.undoSync}
          </p>
        </section>
      )}
      <section class="card" aria-labelledby="sync-title">
        <h2 id="sync-title">{words.title}</h2>
        <dl class="facts">
          {from !== undefined && <Fact name={words.from} value={from} />}
          {into !== undefined && <Fact name={words.into} value={into} />}
          {progress !== undefined && (
            <>
              <Fact name={words.tables} value={words.of(count(progress.tablesDone), count(progress.tablesTotal))} />
              <Fact name={words.rows} value={count(progress.rows)} />
              <Fact name={words.size} value={words.of(size(progress.bytes), size(progress.bytesTotal))} />
            </>
          )}
          {progress?.currentTable !== undefined && run.status === 'running' && (
            <Fact name={words.table} value={progress.currentTable} />
          )}
          {dump !== undefined && <Fact name={words.dump} value={`${count(dump.rows)} · ${size(dump.bytes)}`} />}
        </dl>
        {progress?.tables !== undefined && progress.tables.length > 0 && (
          <DataTable
            label={words.title}
            rows={progress.tables}
            rowKey={({ table }) => table}
            columns={[
              { label: words.table, cell: ({ table }) => <Name of={table} code /> },
              {
                label: words.state,
                cell: ({ state }) => words.states[state as keyof typeof words.states] ?? state,
              },
              { label: words.rows, figure: true, cell: ({ rows }) => count(rows) },
              {
                label: words.size,
                figure: true,
                cell: ({ bytes, bytesTotal }) =>
                  bytesTotal === 0 ? UNKNOWN : `${size(bytes)} (${percent(Math.min(100, (100 * bytes) / bytesTotal))})`,
              },
            ]}
          />
        )}
      </section>
    </>
  );
};

const Fact = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>
      <Name of={value} />
    </dd>
  </div>
);
