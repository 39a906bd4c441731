import type { RunJson } from '../../api/types.js';
import { DataTable } from '../../show/data-table.js';
import { count } from '../../show/numbers.js';
import { Name } from '../../shell/name.js';
import { w } from '../../words/words.js';
import { upkeepDetail } from '../details.js';

/** What maintenance has verified of the live data. */
export const UpkeepTable = ({ run }: { readonly run: RunJson }) => {
  const verified = upkeepDetail(run)?.verified ?? [];
  if (verified.length === 0) return null;
  const words = w().verified;
  return (
    <section class="card" aria-labelledby="verified-title">
      <h2 id="verified-title">{words.title}</h2>
      <DataTable
        label={words.title}
        rows={verified}
        rowKey={({ pipeline }) => pipeline}
        columns={[
          { label: words.pipeline, cell: ({ pipeline }) => <Name of={pipeline} /> },
          { label: words.tables, figure: true, cell: ({ tables }) => count(tables) },
          { label: words.rows, figure: true, cell: ({ rows }) => count(rows) },
          {
            label: words.found,
            cell: ({ changed, nothing }) =>
              nothing ?? (changed === 0 ? `✓ ${words.unchanged}` : `⚠ ${words.changed(count(changed))}`),
          },
        ]}
      />
    </section>
  );
};
