import type { ImportDetail } from '../run/details.js';
import { Name } from '../shell/name.js';
import { w } from '../words/words.js';
import { Cell } from './upload/cell.js';

/** Rows that would change: what tells the row, and of each column that changes the value as it is now and then. */
export const RowExamples = ({ examples }: { readonly examples: NonNullable<ImportDetail['examples']> }) => {
  const words = w().tables.plan;
  if (examples.length === 0) return null;
  return (
    <>
      <h3>{words.examples}</h3>
      <ul class="examples" aria-label={words.examples}>
        {examples.map(({ key, before, after }, row) => (
          <li key={row}>
            <p class="key-value">
              {Object.entries(key).map(([name, value]) => (
                <span key={name}>
                  <Name of={name} code /> <Cell value={value} />{' '}
                </span>
              ))}
            </p>
            <ul>
              {Object.keys(after).map((column) => (
                <li key={column}>
                  <Name of={column} code />: <span class="unseen">{words.before}</span>{' '}
                  <del>
                    <Cell value={before[column] ?? null} />
                  </del>{' '}
                  <span aria-hidden="true">→</span> <span class="unseen">{words.after}</span>{' '}
                  <ins>
                    <Cell value={after[column] ?? null} />
                  </ins>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </>
  );
};
