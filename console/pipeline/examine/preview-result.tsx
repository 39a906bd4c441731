import type { PreviewAnswerJson } from '../../api/types.js';
import { DataTable } from '../../show/data-table.js';
import { change, count, size } from '../../show/numbers.js';
import { span } from '../../show/times.js';
import { Icon } from '../../show/icon.js';
import { Name } from '../../shell/name.js';
import { w } from '../../words/words.js';

type DumpAnswer = Extract<PreviewAnswerJson, { readonly previews: unknown }>;
type SourceAnswer = Exclude<PreviewAnswerJson, DumpAnswer>;
type DumpPreview = DumpAnswer['previews'][number];

/** What a run would take now, and what it would change. */
export const PreviewResult = ({ found }: { readonly found: PreviewAnswerJson }) =>
  'previews' in found ? <Dumps found={found} /> : <Source found={found} />;

const Dumps = ({ found }: { readonly found: DumpAnswer }) => {
  const words = w().examine;
  if (found.previews.length === 0) return <p>{words.nothing}</p>;
  return (
    <>
      <h3>
        <Icon name={found.ok ? 'check' : 'cross'} /> {words.previewed(found.ok)}
      </h3>
      {found.target_not_asked !== undefined && (
        <p class="note warn" dir="auto">
          {words.notAsked} {found.target_not_asked}
        </p>
      )}
      {found.previews.map((preview) => (
        <Dump key={`${preview.database} ${preview.source}`} preview={preview} />
      ))}
    </>
  );
};

const Dump = ({ preview }: { readonly preview: DumpPreview }) => {
  const words = w().examine;
  const { database, source, bytes, rows, tables, estimated_seconds: seconds, findings, difference } = preview;
  return (
    <article class="preview" aria-label={database}>
      <h4>
        <Name of={database} />
      </h4>
      <dl class="facts">
        <Fact name={words.archive}>
          <Name of={source} code />
        </Fact>
        <Fact name={words.size}>{size(bytes)}</Fact>
        <Fact name={words.tables}>{count(tables.length)}</Fact>
        <Fact name={words.rows}>{count(rows)}</Fact>
        <Fact name={words.estimate}>{words.about(span(seconds * 1_000))}</Fact>
      </dl>
      {difference !== undefined && <Difference of={difference} />}
      {findings.length > 0 && (
        <>
          <h5>{words.findings}</h5>
          <ul class="rules">
            {findings.map(({ stops, text, line, count: times }) => (
              <li key={text} dir="auto">
                {stops ? <b>✕ {words.stops}: </b> : '⚠ '}
                {text}
                {line !== undefined && ` (${words.line(count(line))})`}
                {times > 1 && ` (${words.times(count(times))})`}
              </li>
            ))}
          </ul>
        </>
      )}
      <details>
        <summary>
          {words.tables} ({count(tables.length)})
        </summary>
        <DataTable
          label={`${words.tables}: ${database}`}
          rows={tables}
          rowKey={({ name }) => name}
          columns={[
            { label: words.table, cell: ({ name }) => <Name of={name} code /> },
            { label: words.rows, figure: true, cell: (table) => count(table.rows) },
            { label: words.size, figure: true, cell: (table) => size(table.bytes) },
            { label: words.engine, cell: ({ engine = '' }) => engine },
            { label: words.strategy, cell: ({ strategy, reason }) => <span title={reason}>{strategy}</span> },
          ]}
        />
      </details>
    </article>
  );
};

const Difference = ({ of }: { readonly of: NonNullable<DumpPreview['difference']> }) => {
  const words = w().examine;
  const { generation, tables_added: added, tables_removed: removed, rows_before: before, rows_after: after } = of;
  const nothing = added.length + removed.length + of.changed.length === 0;
  return (
    <>
      <h5>{words.difference(count(generation))}</h5>
      <ul class="rules">
        <li>{words.rowsChange(count(before), count(after), change(after - before))}</li>
        {added.length > 0 && (
          <li>
            {words.added(count(added.length))} <Names of={added} />
          </li>
        )}
        {removed.length > 0 && (
          <li>
            {words.removed(count(removed.length))} <Names of={removed} />
          </li>
        )}
        {nothing && <li>{words.unchanged}</li>}
        {of.changed.map(({ table, before: old, after: fresh }) => (
          <li key={table}>
            <Name of={table} code />: {words.rowsChange(count(old), count(fresh), change(fresh - old))}
          </li>
        ))}
      </ul>
    </>
  );
};

const Names = ({ of }: { readonly of: readonly string[] }) => (
  <>
    {of.map((name, at) => (
      <span key={name}>
        {at > 0 && ', '}
        <Name of={name} code />
      </span>
    ))}
  </>
);

const Source = ({ found }: { readonly found: SourceAnswer }) => {
  const words = w().examine;
  const { files, records, fields } = found;
  return (
    <>
      {files.length === 0 && fields.length === 0 && <p>{words.nothing}</p>}
      {files.length > 0 && (
        <DataTable
          label={words.files}
          rows={files}
          rowKey={({ name }) => name}
          columns={[
            { label: words.file, cell: ({ name }) => <Name of={name} code /> },
            {
              label: words.into,
              cell: ({ table }) => (table === null ? words.noTable : <Name of={table} code />),
            },
          ]}
        />
      )}
      {records !== undefined && <p>{words.records(count(records))}</p>}
      {fields.length > 0 && (
        <DataTable
          label={words.fields}
          rows={fields}
          rowKey={({ path }) => path}
          columns={[
            { label: words.field, cell: ({ path }) => <Name of={path} code /> },
            { label: words.types, cell: ({ types }) => types.join(', ') },
          ]}
        />
      )}
    </>
  );
};

const Fact = ({ name, children }: { readonly name: string; readonly children: preact.ComponentChildren }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
