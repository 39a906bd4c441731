import type { RunJson } from '../../api/types.js';
import { DataTable } from '../../show/data-table.js';
import { count, size } from '../../show/numbers.js';
import { Name } from '../../shell/name.js';
import { w } from '../../words/words.js';
import { exportDetail } from '../details.js';

/** The files that an export has written. */
export const ExportTable = ({ run }: { readonly run: RunJson }) => {
  const files = exportDetail(run)?.files ?? [];
  if (files.length === 0) return null;
  const words = w().exported;
  return (
    <section class="card" aria-labelledby="exported-title">
      <h2 id="exported-title">{words.title}</h2>
      <DataTable
        label={words.title}
        rows={files}
        rowKey={({ file }) => file}
        columns={[
          { label: words.name, cell: ({ name }) => <Name of={name} code /> },
          {
            label: words.file,
            cell: ({ file, download_url: url }) => (
              <a href={url} download>
                <Name of={file} code />
              </a>
            ),
          },
          { label: words.rows, figure: true, cell: ({ rows }) => count(rows) },
          { label: words.size, figure: true, cell: ({ bytes }) => size(bytes) },
          { label: 'SHA-256', cell: ({ sha256 }) => <code title={sha256}>{sha256.slice(0, 12)}…</code> },
        ]}
      />
    </section>
  );
};
