import type { Reading } from '../api/reading.js';
import type { GuardsJson } from '../api/types.js';
import { count, percent } from '../show/numbers.js';
import { span } from '../show/times.js';
import { Name } from '../shell/name.js';
import { ProblemNote } from '../shell/problem-note.js';
import { w } from '../words/words.js';

type Limits = GuardsJson['overrides'][number]['tables'];

/** What must hold before the pipeline publishes, and when it does. */
export const Guards = ({ reading }: { readonly reading: Reading<GuardsJson> }) => {
  const words = w().guards;
  const problem = reading.problem.value;
  const guards = reading.value.value;
  // Kinds without guards have no such address.
  if (guards === undefined && problem?.status === 404) return null;
  return (
    <section class="card" aria-labelledby="guards-title">
      <h2 id="guards-title">{words.title}</h2>
      {problem !== undefined && <ProblemNote problem={problem} again={() => void reading.read()} />}
      {guards === undefined && problem === undefined && <p class="quiet">{w().loading}</p>}
      {guards !== undefined && (
        <div class="columns">
          <div>{guards.enabled ? <Rules guards={guards} /> : <p>{words.off}</p>}</div>
          <Policy guards={guards} />
        </div>
      )}
    </section>
  );
};

const Rules = ({ guards }: { readonly guards: GuardsJson }) => {
  const words = w().guards;
  const age = guards.max_age_difference_seconds;
  return (
    <>
      <ul class="rules">
        {rulesOf(guards.tables).map((rule) => (
          <li key={rule}>{rule}</li>
        ))}
        {age !== null && <li>{words.age(span(age * 1_000))}</li>}
      </ul>
      {guards.overrides.length > 0 && (
        <>
          <h3>{words.overrides}</h3>
          <ul class="rules">
            {guards.overrides.map(({ pattern, tables }) => (
              <li key={pattern}>
                <Name of={pattern} code />: {rulesOf(tables).join('; ')}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
};

/** The rules in words; of an override those that it has. */
const rulesOf = (limits: Limits): string[] => {
  const words = w().guards;
  const { max_shrink_percent: shrink, max_growth_percent: growth, min_rows: exempt = 0 } = limits;
  return [
    ...(shrink === undefined ? [] : [shrinkRule(shrink, exempt)]),
    ...(growth == null ? [] : [words.growth(percent(growth))]),
    ...(limits.allow_missing === undefined ? [] : [words.missing(limits.allow_missing)]),
    ...(limits.allow_empty === undefined ? [] : [words.empty(limits.allow_empty)]),
    ...(limits.allow_column_changes === undefined ? [] : [words.columns(limits.allow_column_changes)]),
  ];
};

const shrinkRule = (percentage: number | null, exempt: number): string => {
  const words = w().guards;
  if (percentage === null) return words.anyShrink;
  return exempt === 0 ? words.shrinkOfAny(percent(percentage)) : words.shrink(percent(percentage), count(exempt));
};

const Policy = ({ guards }: { readonly guards: GuardsJson }) => {
  const words = w().guards;
  const { approval, windows, deadline_seconds: deadline, keep_previous: kept } = guards;
  const times = windows.map(({ from, to }) => `${from}–${to}`).join(', ');
  return (
    <div>
      <h3>{words.policy}</h3>
      <ul class="rules">
        <li>{approval === 'required' ? words.approval : words.noApproval}</li>
        {times !== '' && <li>{words.window(times)}</li>}
        <li>{words.deadline(span(deadline * 1_000))}</li>
        <li>{words.keep(kept)}</li>
      </ul>
    </div>
  );
};
