import { useState } from 'preact/hooks';
import { Field } from '../../form/field.js';
import { Select } from '../../form/select.js';
import { useAsking } from '../../notices/use-asking.js';
import { isolated } from '../../shell/isolated.js';
import { ProblemNote } from '../../shell/problem-note.js';
import { session } from '../../shell/session.js';
import { w } from '../../words/words.js';
import { ownSchema, TableInput, useTables } from '../table-input.js';
import type { AskedExport, Exports } from './exports.js';
import { StartedExport } from './started-export.js';

const TABLE = 'table:';

/** Asks for an export: of a declared resource, or of any table where an admin asks. */
export const ExportForm = ({ exports }: { readonly exports: Exports }) => {
  const words = w().tables.exports;
  const known = session.value;
  const isAdmin = typeof known === 'object' && known.role === 'admin';
  const resources = exports.resources.value.value?.resources ?? [];
  const databases = (exports.connections.value.value?.connections ?? []).filter(({ database }) => database !== null);
  const [chosen, setChosen] = useState('');
  const [connection, setConnection] = useState('');
  const [givenSchema, setSchema] = useState<string>();
  const [table, setTable] = useState('');
  const [format, setFormat] = useState('csv');
  const [fields, setFields] = useState('');
  const { busy, problem, begin } = useAsking();

  const sources: (readonly [string, string])[] = [
    ...resources.map(({ name }) => [`resource:${name}`, name] as const),
    ...(isAdmin && databases.length > 0 ? [[TABLE, words.aTable] as const] : []),
  ];
  const from = sources.some(([value]) => value === chosen) ? chosen : (sources[0]?.[0] ?? '');
  const database = databases.find(({ name }) => name === connection) ?? databases[0];
  const schema = givenSchema ?? (database === undefined ? '' : ownSchema(database));
  const tables = useTables(from === TABLE ? (database?.name ?? '') : '');
  // The first of them is chosen once all are known: it must not become another one under who writes.
  const isKnown = [exports.resources, exports.connections].every(
    ({ value, problem: why }) => value.value !== undefined || why.value !== undefined,
  );
  if (!isKnown) return <p class="quiet">{w().loading}</p>;
  if (sources.length === 0) return <p class="quiet">{words.nothingToExport}</p>;

  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const isSafe = (event.submitter as HTMLButtonElement | null)?.value === 'safe';
    const names = fields
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
    const asked: AskedExport = {
      ...(from === TABLE
        ? { connection: database?.name ?? '', ...(schema === '' ? {} : { schema }), table }
        : { resource_type: from.slice('resource:'.length) }),
      ...(names.length === 0 ? {} : { fields: names }),
      ...(isSafe ? { format: 'csv', spreadsheet: 'safe' } : { format }),
    };
    const name = asked.resource_type ?? asked.table ?? '';
    void begin(`${words.button}: ${isolated(name)}`, () => exports.start(asked));
  };

  return (
    <form onSubmit={submit}>
      <div class="fields">
        <Field label={words.from} id="export-from">
          <Select id="export-from" value={from} options={sources} onChange={setChosen} />
        </Field>
        {from === TABLE && (
          <>
            <Field label={words.connection} id="export-connection">
              <Select
                id="export-connection"
                value={database?.name ?? ''}
                options={databases.map(({ name }) => [name, name] as const)}
                onChange={(name) => {
                  setConnection(name);
                  setSchema(undefined);
                }}
              />
            </Field>
            <Field label={words.schema} id="export-schema">
              <input
                id="export-schema"
                type="text"
                value={schema}
                spellcheck={false}
                dir="auto"
                onInput={(event) => setSchema((event.target as HTMLInputElement).value)}
              />
            </Field>
            <Field label={words.table} id="export-table">
              <TableInput id="export-table" value={table} schema={schema} tables={tables} onInput={setTable} />
            </Field>
          </>
        )}
        <Field label={words.format} id="export-format">
          <Select
            id="export-format"
            value={format}
            options={[
              ['csv', 'CSV'],
              ['ndjson', 'NDJSON'],
            ]}
            onChange={setFormat}
          />
        </Field>
        <Field label={words.fields} id="export-fields" help={words.fieldsHelp}>
          <input
            id="export-fields"
            type="text"
            value={fields}
            spellcheck={false}
            dir="auto"
            aria-describedby="export-fields-help"
            onInput={(event) => setFields((event.target as HTMLInputElement).value)}
          />
        </Field>
      </div>
      {problem !== undefined && <ProblemNote problem={problem} />}
      <div class="buttons">
        <button type="submit" class="main" value="plain" aria-disabled={busy} aria-busy={busy}>
          {words.button}
        </button>
        <button type="submit" value="safe" aria-disabled={busy} aria-busy={busy} aria-describedby="export-safe-help">
          {words.safe}
        </button>
      </div>
      <p id="export-safe-help" class="quiet field-help">
        {words.safeHelp}
      </p>
      <StartedExport exports={exports} />
    </form>
  );
};
