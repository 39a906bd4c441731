import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Reading } from '../api/reading.js';
import { createReading } from '../api/reading.js';
import type { ComparisonJson, GenerationsJson } from '../api/types.js';
import { count } from '../show/numbers.js';
import { ProblemNote } from '../shell/problem-note.js';
import { w } from '../words/words.js';
import { Differences } from './differences.js';

/** One generation against another, by the proofs of both. At first: what is live against what was before it. */
export const Comparison = ({ pipeline, generations, compared }: ComparisonProps) => {
  const words = w().compare;
  const known = generations.value.value;
  if (known === undefined || !compared) return null;
  const live = known.live?.generation;
  const numbers = [...(live === undefined ? [] : [live]), ...known.kept.map(({ generation }) => generation)];
  return (
    <section class="card" aria-labelledby="comparison-title">
      <h2 id="comparison-title">{words.title}</h2>
      {numbers.length === 0 && <p class="quiet">{words.noneToCompare}</p>}
      {numbers.length === 1 && <p class="quiet">{words.onlyOne}</p>}
      {numbers.length > 1 && <Chosen key={numbers.join()} pipeline={pipeline} numbers={numbers} live={live} />}
    </section>
  );
};

const Chosen = ({ pipeline, numbers, live }: ChosenProps) => {
  const words = w().compare;
  const [to, setTo] = useState(numbers[0] ?? 0);
  const [from, setFrom] = useState(numbers[1] ?? 0);
  const path = `/api/v1/pipelines/${encodeURIComponent(pipeline)}/compare?from=${from}&to=${to}`;
  const reading = useMemo(() => createReading<ComparisonJson>(path), [path]);
  useEffect(() => void reading.read(), [reading]);
  const problem = reading.problem.value;
  const found = reading.value.value;
  const name = (number: number): string => (number === live ? words.live(count(number)) : count(number));
  return (
    <>
      <div class="chosen">
        <Choice id="compare-from" label={words.from} numbers={numbers} value={from} set={setFrom} name={name} />
        <Choice id="compare-to" label={words.to} numbers={numbers} value={to} set={setTo} name={name} />
      </div>
      {problem !== undefined && <ProblemNote problem={problem} again={() => void reading.read()} />}
      {found === undefined && problem === undefined && <p class="quiet">{w().loading}</p>}
      {found !== undefined && <Differences of={found} />}
    </>
  );
};

const Choice = ({ id, label, numbers, value, set, name }: ChoiceProps) => (
  <span>
    <label for={id}>{label}</label>{' '}
    <select id={id} value={String(value)} onChange={(event) => set(Number((event.target as HTMLSelectElement).value))}>
      {numbers.map((number) => (
        <option key={number} value={String(number)}>
          {name(number)}
        </option>
      ))}
    </select>
  </span>
);

interface ComparisonProps {
  readonly pipeline: string;
  readonly generations: Reading<GenerationsJson>;
  /** Whether its kind keeps proofs to compare by. */
  readonly compared: boolean;
}

interface ChosenProps {
  readonly pipeline: string;
  /** The newest first. */
  readonly numbers: readonly number[];
  readonly live: number | undefined;
}

interface ChoiceProps {
  readonly id: string;
  readonly label: string;
  readonly numbers: readonly number[];
  readonly value: number;
  readonly set: (number: number) => void;
  readonly name: (number: number) => string;
}
