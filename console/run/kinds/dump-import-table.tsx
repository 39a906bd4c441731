import { useEffect, useMemo } from 'preact/hooks';
import { createReading } from '../../api/reading.js';
import type { ComparisonJson, ReportJson, RunJson } from '../../api/types.js';
import { DataTable } from '../../show/data-table.js';
import { change, count, size, UNKNOWN } from '../../show/numbers.js';
import { Time } from '../../show/time.js';
import { Name } from '../../shell/name.js';
import { w } from '../../words/words.js';
import { StagedGeneration } from './staged-generation.js';

type Published = NonNullable<ReportJson['published']>;

/** What a dump import has put live, by table; before that, its files. */
export const DumpImportTable = ({
  run,
  report,
}: {
  readonly run: RunJson;
  readonly report: ReportJson | undefined;
}) => (
  <>
    {run.status === 'running' && run.wait?.kind === 'publish' && run.action === null && <StagedGeneration run={run} />}
    <Files run={run} />
    {report?.published != null && <PublishedTables run={run} published={report.published} />}
  </>
);

const Files = ({ run }: { readonly run: RunJson }) => {
  const files = run.files?.remote ?? [];
  if (files.length === 0) return null;
  const words = w().files;
  const stateOf = (name: string): string => {
    const { downloaded = [], imported = [] } = run.files ?? {};
    const stem = name.replace(/\.[^.]+$/, '');
    if (imported.some((one) => one === name || one.startsWith(stem))) return words.imported;
    return downloaded.includes(name) ? words.downloaded : words.found;
  };
  return (
    <section class="card" aria-labelledby="files-title">
      <h2 id="files-title">{words.title}</h2>
      <DataTable
        label={words.title}
        rows={files}
        rowKey={({ filename }) => filename}
        columns={[
          { label: words.name, cell: ({ filename }) => <Name of={filename} code /> },
          { label: words.state, cell: ({ filename }) => stateOf(filename) },
          { label: words.size, figure: true, cell: (file) => size(file.size) },
          { label: words.written, cell: ({ mod_time: at }) => <Time at={at} exact /> },
          { label: words.newer, cell: ({ is_newer: newer }) => (newer ? words.yes : words.no) },
        ]}
      />
    </section>
  );
};

const PublishedTables = ({ run, published }: { readonly run: RunJson; readonly published: Published }) => {
  const path = `/api/v1/pipelines/${encodeURIComponent(run.pipeline)}/compare`;
  const before = useMemo(() => createReading<ComparisonJson>(path), [path, run.run_id]);
  useEffect(() => void before.read(), [before]);
  const compared = before.value.value;
  // What is compared is what is live now with what was live before it: this run's tables only if it is this run's.
  const rowsBefore = new Map(
    compared?.to.run_id === run.run_id
      ? compared.databases.flatMap(({ database, tables }) =>
          tables.map(({ table, rows_before: rows }) => [`${database}.${table}`, rows] as const),
        )
      : [],
  );
  const rows = published.databases.flatMap(({ database, tables }) =>
    tables.map((table) => ({ ...table, database, before: rowsBefore.get(`${database}.${table.table}`) ?? null })),
  );
  const words = w().published;
  return (
    <section class="card" aria-labelledby="published-title">
      <h2 id="published-title">{words.title(count(published.tables), count(published.rows))}</h2>
      <p class="quiet">
        {words.at(count(published.generation))} <Time at={published.published_at} exact />
      </p>
      {rows.length === 0 ? (
        <p class="quiet">{words.proof[published.proof]}</p>
      ) : (
        <DataTable
          label={words.tables}
          rows={rows}
          rowKey={({ database, table }) => `${database}.${table}`}
          columns={[
            { label: words.table, cell: ({ database, table }) => <Name of={`${database}.${table}`} code /> },
            { label: words.rows, figure: true, cell: (row) => count(row.rows) },
            { label: words.before, figure: true, cell: (row) => count(row.before) },
            {
              label: words.change,
              figure: true,
              cell: (row) => (row.before === null ? UNKNOWN : change(row.rows - row.before)),
            },
            { label: words.evidence, cell: ({ content }) => words.content[content] },
          ]}
        />
      )}
    </section>
  );
};
