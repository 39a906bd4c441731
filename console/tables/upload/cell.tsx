import { w } from '../../words/words.js';

/** A value as it is: NULL and the empty text are told apart. */
export const Cell = ({ value }: { readonly value: string | null }) => {
  if (value === null) return <em class="quiet">{w().tables.plan.nothing}</em>;
  if (value === '') return <em class="quiet">{w().tables.plan.emptyText}</em>;
  return (
    <bdi class="cell" title={value.length > LONG ? value : undefined}>
      {value.length > LONG ? `${value.slice(0, LONG)}…` : value}
    </bdi>
  );
};

const LONG = 60;
