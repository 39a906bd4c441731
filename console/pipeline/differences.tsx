import { useState } from 'preact/hooks';
import type { DifferencesJson } from '../api/types.js';
import { DataTable } from '../show/data-table.js';
import { change, count, UNKNOWN } from '../show/numbers.js';
import { Name } from '../shell/name.js';
import { w } from '../words/words.js';

type TableJson = DifferencesJson['databases'][number]['tables'][number];
type Row = TableJson & { readonly name: string };

/** What is not the same in two generations: tables with their rows, checksums and columns, and other objects. */
export const Differences = ({ of: { summary, databases } }: { readonly of: DifferencesJson }) => {
  const words = w().compare;
  const all = databases.flatMap(({ database, tables }) =>
    tables.map((table): Row => ({ ...table, name: `${database}.${table.table}` })),
  );
  const differing = all.filter(isDifferent);
  const [only, setOnly] = useState(true);
  const objects = databases.flatMap(({ database, objects: of }) =>
    of.map((object) => ({ ...object, name: `${database}.${object.name}` })),
  );
  const rows = only ? differing : all;
  const [before, after] = [sum(all, ({ rows_before: of }) => of), sum(all, ({ rows_after: of }) => of)];
  return (
    <>
      <p>
        {words.summary(
          count(summary.tables_different),
          count(summary.tables_equal),
          count(summary.tables_added),
          count(summary.tables_removed),
          count(summary.tables_unknown),
        )}
      </p>
      <p>{words.rowsInAll(count(before), count(after), change(after - before))}</p>
      {differing.length === 0 && all.length > 0 && <p class="good-text">{words.same(count(all.length))}</p>}
      {all.length > 0 && (
        <label class="check">
          <input
            type="checkbox"
            checked={only}
            onChange={(event) => setOnly((event.target as HTMLInputElement).checked)}
          />
          {words.changedOnly}
        </label>
      )}
      {rows.length > 0 && <Tables rows={rows} />}
      {objects.length > 0 && (
        <>
          <h3>{words.objects}</h3>
          <DataTable
            label={words.objects}
            rows={objects}
            rowKey={({ kind, name }) => `${kind} ${name}`}
            columns={[
              { label: words.kind, cell: ({ kind }) => kind },
              { label: words.name, cell: ({ name }) => <Name of={name} code /> },
              { label: words.change, cell: ({ change: of }) => words.objectChanges[of] },
            ]}
          />
        </>
      )}
    </>
  );
};

const Tables = ({ rows }: { readonly rows: readonly Row[] }) => {
  const words = w().compare;
  return (
    <DataTable
      label={words.title}
      rows={rows}
      rowKey={({ name }) => name}
      columns={[
        { label: words.table, cell: ({ name }) => <Name of={name} code /> },
        { label: words.before, figure: true, cell: (row) => count(row.rows_before) },
        { label: words.after, figure: true, cell: (row) => count(row.rows_after) },
        {
          label: words.change,
          figure: true,
          cell: ({ rows_before: before, rows_after: after }) =>
            before === null || after === null ? UNKNOWN : change(after - before),
        },
        { label: words.content, cell: contentOf },
        { label: words.columns, cell: (row) => <Columns row={row} /> },
      ]}
    />
  );
};

const isDifferent = (row: TableJson): boolean =>
  row.change !== 'kept' ||
  row.content === 'different' ||
  row.rows_before !== row.rows_after ||
  row.columns_added.length + row.columns_removed.length + row.columns_changed.length > 0;

const contentOf = ({ change: of, content }: Row): string => {
  const words = w().compare;
  if (of === 'added') return words.added;
  if (of === 'removed') return words.removed;
  return content === null ? UNKNOWN : words.contents[content];
};

const Columns = ({ row }: { readonly row: Row }) => {
  const lines = [
    ...row.columns_added.map(({ name, type }) => ({ name, sign: '+', text: type })),
    ...row.columns_removed.map(({ name, type }) => ({ name, sign: '−', text: type })),
    ...row.columns_changed.map(({ name, before, after }) => ({ name, sign: '≠', text: `${before} → ${after}` })),
  ];
  if (lines.length === 0) return <>{''}</>;
  return (
    <ul class="plain">
      {lines.map(({ name, sign, text }) => (
        <li key={`${sign} ${name}`}>
          {sign} <Name of={name} code /> <span class="quiet">{text}</span>
        </li>
      ))}
    </ul>
  );
};

const sum = (rows: readonly Row[], of: (row: Row) => number | null): number =>
  rows.reduce((all, row) => all + (of(row) ?? 0), 0);
