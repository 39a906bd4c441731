import { Field } from '../../form/field.js';
import { Select } from '../../form/select.js';
import { isolated } from '../../shell/isolated.js';
import { Name } from '../../shell/name.js';
import { w } from '../../words/words.js';
import { ownSchema, TableInput, useTables } from '../table-input.js';
import { PLACES } from './plan-rules.js';
import type { SectionProps } from './read-section.js';

/** Where the records go: a declared resource, or a table of a connection. */
export const TargetSection = ({ plan, preview }: SectionProps) => {
  const words = w().tables.plan;
  const chosen = plan.choices.value;
  const resources = plan.resources.value.value?.resources ?? [];
  const databases = (plan.connections.value.value?.connections ?? []).filter(({ kind }) => DATABASES.has(kind));
  const tables = useTables(chosen.into === 'table' ? chosen.connection : '');
  const isKnown = plan.connections.value.value !== undefined && plan.resources.value.value !== undefined;
  return (
    <section class="card" aria-labelledby="target-title">
      <h2 id="target-title">{words.targetTitle}</h2>
      <p class="quiet">{words.targetHint}</p>
      {isKnown && databases.length === 0 && resources.length === 0 && <p class="note warn">{words.noConnection}</p>}
      <div class="fields">
        {resources.length > 0 && (
          <Field label={words.into} id={PLACES.target}>
            <Select
              id={PLACES.target}
              value={chosen.into}
              options={[
                ['table', words.aTable],
                ['resource', words.aResource],
              ]}
              onChange={(into) => plan.choose({ into: into as 'table' | 'resource', columns: {} })}
            />
          </Field>
        )}
        {chosen.into === 'resource' ? (
          <Field label={words.resource} id="target-resource">
            <Select
              id="target-resource"
              value={chosen.resource}
              options={[['', words.chooseOne], ...resources.map(({ name }) => [name, name] as const)]}
              onChange={(resource) => plan.choose({ resource, columns: {} })}
            />
          </Field>
        ) : (
          <>
            <Field label={words.connection} id={resources.length > 0 ? 'target-connection' : PLACES.target}>
              <Select
                id={resources.length > 0 ? 'target-connection' : PLACES.target}
                value={chosen.connection}
                options={[['', words.chooseOne], ...databases.map(({ name }) => [name, name] as const)]}
                onChange={(connection) => {
                  const database = databases.find(({ name }) => name === connection);
                  plan.choose({
                    connection,
                    schema: database === undefined ? '' : ownSchema(database),
                    columns: {},
                    key: [],
                  });
                }}
              />
            </Field>
            <Field label={words.schema} id="target-schema">
              <input
                id="target-schema"
                type="text"
                value={chosen.schema}
                spellcheck={false}
                autocomplete="off"
                dir="auto"
                onInput={(event) =>
                  plan.choose({ schema: (event.target as HTMLInputElement).value, columns: {}, key: [] }, 'soon')
                }
              />
            </Field>
            <Field label={words.table} id="target-table" help={words.tableHelp}>
              <TableInput
                id="target-table"
                value={chosen.table}
                schema={chosen.schema}
                tables={tables}
                onInput={(table) => plan.choose({ table, columns: {}, key: [] }, 'soon')}
              />
            </Field>
          </>
        )}
      </div>
      <Found plan={plan} preview={preview} />
    </section>
  );
};

const DATABASES: ReadonlySet<string> = new Set(['postgres', 'mysql']);

/** What was found at that place. */
const Found = ({ plan, preview: { table, columns } }: SectionProps) => {
  const words = w().tables.plan;
  const { key, into } = plan.choices.value;
  if (table === null) return null;
  const name = <Name of={`${table.schema}.${table.table}`} code />;
  if (table.unsuitable !== null) {
    return (
      <p class="note bad" role="status">
        {name} <bdi>{words.unsuitable(table.unsuitable)}</bdi>
      </p>
    );
  }
  if (table.exists) {
    return (
      <p role="status">
        <span class="sign good" aria-hidden="true">
          ✓
        </span>{' '}
        {name} · {words.thereIs} {words.columnsOf(table.columns.length)}.{' '}
        <bdi>{table.key.length === 0 ? words.noKey : words.keyOf(table.key.map(isolated).join(', '))}</bdi>
      </p>
    );
  }
  return (
    <>
      <p class="note warn" role="status">
        <span aria-hidden="true">⚠ </span>
        {name} · {words.newTable}
      </p>
      {into === 'table' && (
        <fieldset id={PLACES.key} class="keys" tabIndex={-1}>
          <legend>{words.newKey}</legend>
          <p class="quiet">{words.newKeyHint}</p>
          {columns.map((column) => (
            <label key={column.name} class="check">
              <input
                type="checkbox"
                checked={key.includes(column.name)}
                onChange={() =>
                  plan.choose(
                    {
                      key: key.includes(column.name) ? key.filter((one) => one !== column.name) : [...key, column.name],
                    },
                    'never',
                  )
                }
              />
              <Name of={column.name} code />
              {column.distinct && <span class="tag">{w().tables.plan.proposal}</span>}
            </label>
          ))}
        </fieldset>
      )}
    </>
  );
};
