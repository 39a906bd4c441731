import type { ImportDetail } from '../run/details.js';
import { count } from '../show/numbers.js';
import { w } from '../words/words.js';

/** `1,204 new, 87 change, 61,000 stay, 12 rejected`. */
export const RecordSums = ({ counts, isDry }: RecordSumsProps) => {
  const words = w().tables.plan;
  const { inserted, updated, unchanged, superseded, rejected } = counts;
  const sums = [
    ['new', '+', inserted, words.new],
    ['change', '✎', updated, isDry ? words.change : words.changed],
    ['stay', '=', unchanged, words.stay],
    ...(superseded > 0 ? ([['stay', '–', superseded, words.superseded]] as const) : []),
    ['rejected', '✕', rejected, words.rejected],
  ] as const;
  return (
    <ul class="sums">
      {sums.map(([look, sign, sum, word]) => (
        <li key={word} class={sum === 0 ? 'sum none' : `sum ${look}`}>
          <span aria-hidden="true">{sign}</span> <strong>{count(sum)}</strong> <span>{word}</span>
        </li>
      ))}
    </ul>
  );
};

interface RecordSumsProps {
  readonly counts: ImportDetail['counts'];
  /** Whether it only says what would happen. */
  readonly isDry: boolean;
}
