import { DataTable } from '../../show/data-table.js';
import { isolated } from '../../shell/isolated.js';
import { Name } from '../../shell/name.js';
import { Select } from '../../form/select.js';
import { useTyped } from '../../form/use-typed.js';
import { w } from '../../words/words.js';
import { Cell } from './cell.js';
import type { Plan } from './plan.js';
import type { MappedColumn } from './plan-rules.js';
import { mappedColumns, PLACES } from './plan-rules.js';
import type { SectionProps } from './read-section.js';

const LEFT_OUT = '-';
const OPEN = '?';
/** So that no name of a column is one of the two above. */
const named = (name: string): string => `=${name}`;

/** Which column of the file goes into which of the table; a proposal waits to be confirmed. */
export const MapSection = ({ plan, preview }: SectionProps) => {
  const words = w().tables.plan;
  const { table, columns, rows, header } = preview;
  if (table === null) return null;
  const mapped = mappedColumns(preview, plan.choices.value);
  const missing = table.columns.filter(({ name, needed }) => needed && !mapped.some(({ to }) => to === name));
  return (
    <section class="card" aria-labelledby="map-title">
      <h2 id="map-title">{words.mapTitle}</h2>
      <p class="quiet">{header === false ? words.noHeader : words.mapHint}</p>
      <DataTable
        label={words.mapTitle}
        rows={mapped.map((one, index) => ({ ...one, index }))}
        rowKey={({ index, column }) => `${index} ${column}`}
        columns={[
          {
            label: words.fileColumn,
            cell: ({ column, index }) => (
              <>
                <Name of={column} code /> <span class="quiet type">{columns[index]?.type}</span>
              </>
            ),
          },
          {
            label: words.samples,
            cell: ({ index }) => (
              <ul class="samples">
                {rows.slice(0, 3).map((row, line) => (
                  <li key={line}>
                    <Cell value={row[index] ?? null} />
                  </li>
                ))}
              </ul>
            ),
          },
          {
            label: words.tableColumn,
            cell: (column) =>
              header === false ? (
                column.to !== null && <Name of={column.to} code />
              ) : (
                <Choice plan={plan} preview={preview} column={column} index={column.index} />
              ),
          },
          {
            label: w().overview.state,
            cell: (column) => <State plan={plan} column={column} />,
          },
        ]}
      />
      {table.columns.length > MOST_IN_LISTS && (
        <datalist id={NAMES}>
          {table.columns.map(({ name }) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      )}
      {missing.length > 0 && header !== false && (
        <p class="note warn">
          <span aria-hidden="true">⚠ </span>
          <bdi>{words.missing(missing.map(({ name }) => isolated(name)).join(', '))}</bdi>
        </p>
      )}
    </section>
  );
};

/** A table may have more columns than a list of each row's could show without slowing down the page. */
const MOST_IN_LISTS = 150;
const NAMES = 'columns-of-the-table';

const Choice = (props: ChoiceProps) =>
  (props.preview.table?.columns.length ?? 0) > MOST_IN_LISTS ? <NameChoice {...props} /> : <ListChoice {...props} />;

/** The name of the column, written; empty: it is left out. */
const NameChoice = ({ plan, column: { column, to, by }, index }: ChoiceProps) => {
  const typed = useTyped(to ?? '', (name) => choose(plan, column, name === '' ? null : name, true));
  return (
    <input
      id={`${PLACES.column}${index}`}
      type="text"
      list={NAMES}
      placeholder={by === 'undecided' ? w().tables.plan.chooseOne : w().tables.plan.leaveOut}
      aria-label={w().tables.plan.columnFor(column)}
      aria-invalid={by === 'undecided' || by === 'proposal' ? 'true' : undefined}
      spellcheck={false}
      autocomplete="off"
      dir="auto"
      {...typed}
    />
  );
};

const ListChoice = ({ plan, preview: { table }, column: { column, to, by }, index }: ChoiceProps) => {
  const words = w().tables.plan;
  const isOpen = by === 'undecided' || by === 'proposal';
  const into = table?.exists === false ? [[named(column), words.newColumn(column)] as const] : [];
  const known = (table?.columns ?? []).map(({ name, type, needed }) => {
    const marks = [
      ...(table?.key.includes(name) === true ? [words.keyMark] : []),
      ...(needed ? [words.requiredMark] : []),
    ];
    return [named(name), `${name} · ${[type, ...marks].join(' · ')}`] as const;
  });
  return (
    <Select
      id={`${PLACES.column}${index}`}
      label={words.columnFor(column)}
      invalid={isOpen}
      value={by === 'undecided' ? OPEN : to === null ? LEFT_OUT : named(to)}
      options={[
        ...(by === 'undecided' ? [[OPEN, words.chooseOne] as const] : []),
        ...into,
        ...known,
        [LEFT_OUT, words.leaveOut],
      ]}
      onChange={(value) => choose(plan, column, value === LEFT_OUT ? null : value.slice(1), value !== OPEN)}
    />
  );
};

interface ChoiceProps extends SectionProps {
  readonly column: MappedColumn;
  readonly index: number;
}

const choose = (plan: Plan, column: string, to: string | null, isChoice: boolean): void => {
  const { columns } = plan.choices.value;
  if (isChoice) plan.choose({ columns: { ...columns, [column]: to } });
};

const SIGNS: Readonly<Record<MappedColumn['by'], readonly [sign: string, look: string]>> = {
  same: ['✓', 'good'],
  new: ['✓', 'good'],
  chosen: ['✓', 'good'],
  proposal: ['?', 'warn'],
  undecided: ['?', 'warn'],
};

const State = ({
  plan,
  column: { column, to, by, misfits },
}: {
  readonly plan: Plan;
  readonly column: MappedColumn;
}) => {
  const words = w().tables.plan;
  const [sign, look] = SIGNS[by];
  const text = {
    same: words.certain,
    new: words.certain,
    chosen: words.chosen,
    proposal: words.proposal,
    undecided: words.undecided,
  };
  return (
    <>
      <span class={`chip ${look}`}>
        <span aria-hidden="true">{sign}</span> {to === null && by === 'chosen' ? words.leftOut : text[by]}
      </span>{' '}
      {by === 'proposal' && (
        <button type="button" aria-label={words.acceptOf(column)} onClick={() => choose(plan, column, to, true)}>
          {words.accept}
        </button>
      )}
      {misfits > 0 && (
        <p class="misfit">
          <span aria-hidden="true">⚠ </span>
          {words.misfit(misfits)}
        </p>
      )}
    </>
  );
};
