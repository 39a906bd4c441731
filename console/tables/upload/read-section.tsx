import type { UploadPreviewJson } from '../../api/types.js';
import { Field } from '../../form/field.js';
import { Select } from '../../form/select.js';
import { useTyped } from '../../form/use-typed.js';
import { isolated } from '../../shell/isolated.js';
import { Name } from '../../shell/name.js';
import { w } from '../../words/words.js';
import { Cell } from './cell.js';
import type { Plan } from './plan.js';
import { markOf, PLACES } from './plan-rules.js';

const DELIMITERS = [',', ';', '\t', '|'];
const ENCODINGS = ['windows-1252', 'iso-8859-2', 'iso-8859-15', 'windows-1250', 'windows-1251', 'shift_jis', 'gb18030'];

/** How the file is written: guessed, shown, and confirmed where it is not certain. */
export const ReadSection = ({ plan, preview }: SectionProps) => {
  const words = w().tables.plan;
  const { doubts, rows } = preview;
  const chosen = plan.choices.value;
  const delimiter = preview.delimiter && (chosen.delimiter ?? preview.delimiter);
  const skipLines = preview.skip_lines === null ? null : (chosen.skipLines ?? preview.skip_lines);
  const header = preview.header === null ? null : (chosen.header ?? preview.header);
  return (
    <section class="card" aria-labelledby="read-title">
      <h2 id="read-title">{words.readTitle}</h2>
      <p class="quiet">{words.readHint}</p>
      <div class="fields">
        <Field label={words.encoding} id="read-encoding">
          <Encoding plan={plan} preview={preview} />
        </Field>
        {delimiter !== null && (
          <Field label={words.delimiter} id="read-delimiter">
            <Select
              id="read-delimiter"
              value={delimiter}
              options={[...new Set([...DELIMITERS, delimiter])].map(
                (one) => [one, words.delimiters[one] ?? one] as const,
              )}
              onChange={(chosen) => plan.choose({ delimiter: chosen })}
            />
          </Field>
        )}
        {skipLines !== null && (
          <Field label={words.skipLines} id="read-skip">
            <SkipLines lines={skipLines} plan={plan} />
          </Field>
        )}
      </div>
      {header !== null && (
        <label class="check">
          <input
            type="checkbox"
            checked={header}
            onChange={(event) => plan.choose({ header: (event.target as HTMLInputElement).checked, columns: {} })}
          />
          {words.header}
        </label>
      )}
      {doubts.length > 0 && (
        <>
          <h3>{words.doubts}</h3>
          <ul class="doubts">
            {doubts.map((doubt, index) => (
              <Doubt key={markOf(doubt)} doubt={doubt} id={`${PLACES.doubt}${index}`} plan={plan} />
            ))}
          </ul>
        </>
      )}
      <h3>{words.sampleOf(Math.min(SHOWN, rows.length))}</h3>
      <Sample preview={preview} />
    </section>
  );
};

export interface SectionProps {
  readonly plan: Plan;
  readonly preview: UploadPreviewJson;
}

const SHOWN = 8;

const SkipLines = ({ lines, plan }: { readonly lines: number; readonly plan: Plan }) => {
  const typed = useTyped(String(lines), (text) => {
    const skipLines = Number(text);
    if (Number.isInteger(skipLines) && skipLines >= 0) plan.choose({ skipLines });
  });
  return <input id="read-skip" type="number" min={0} max={100_000} {...typed} />;
};

const Encoding = ({ plan, preview }: SectionProps) => {
  const words = w().tables.plan;
  const { encoding, encoding_needed: isNeeded } = preview;
  // What the file shows by itself is no choice.
  if (!isNeeded) {
    const text = encoding === 'utf-8' ? words.utf8 : words.asFound(encoding);
    return <Select id="read-encoding" value={encoding} options={[[encoding, text]]} onChange={() => undefined} />;
  }
  return (
    <Select
      id="read-encoding"
      value={encoding}
      options={[...new Set([encoding, ...ENCODINGS])].map((one) => [one, one] as const)}
      onChange={(chosen) => plan.choose({ encoding: chosen })}
    />
  );
};

const Doubt = ({ doubt, id, plan }: DoubtProps) => {
  const words = w().tables.plan;
  const mark = markOf(doubt);
  const { seen } = plan.choices.value;
  const isSeen = seen.includes(mark);
  return (
    <li class={isSeen ? 'doubt' : 'doubt open'}>
      <p>
        <span aria-hidden="true">{isSeen ? '✓ ' : '? '}</span>
        <bdi>{words.doubt[doubt.code]?.(isolatedValues(doubt.values)) ?? doubt.message}</bdi>
      </p>
      <label class="check">
        <input
          id={id}
          type="checkbox"
          checked={isSeen}
          onChange={() => plan.choose({ seen: isSeen ? seen.filter((one) => one !== mark) : [...seen, mark] }, 'never')}
        />
        {words.confirm}
      </label>
    </li>
  );
};

const isolatedValues = (values: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, isolated(value)]));

interface DoubtProps {
  readonly doubt: UploadPreviewJson['doubts'][number];
  readonly id: string;
  readonly plan: Plan;
}

const Sample = ({ preview: { columns, rows } }: { readonly preview: UploadPreviewJson }) => {
  const words = w().tables.plan;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={words.sampleLabel}>
      <table class="sample" aria-label={words.sampleLabel}>
        <thead>
          <tr>
            {columns.map(({ name, type }, index) => (
              <th key={`${index} ${name}`} scope="col">
                <Name of={name} />
                <span class="quiet type">{type}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, SHOWN).map((row, line) => (
            <tr key={line}>
              {row.map((value, index) => (
                <td key={index}>
                  <Cell value={value} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};
