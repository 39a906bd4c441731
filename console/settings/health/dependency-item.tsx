import type { HealthDetailsJson } from '../../api/types.js';
import { Time } from '../../show/time.js';
import { w } from '../../words/words.js';

/** One dependency: a word and a sign; while it is away, since when, why, what stops and what still works. */
export const DependencyItem = ({ of }: { readonly of: HealthDetailsJson['dependencies'][number] }) => {
  const words = w().settings.health;
  const { name, state, since, reason } = of;
  const [sign, look] = LOOKS[state];
  return (
    <li>
      <b>{words.names[name]}</b>{' '}
      <span class={`chip ${look}`}>
        <span aria-hidden="true">{sign}</span> {words.states[state]}
      </span>
      {since !== null && (
        <>
          {' '}
          {words.since} <Time at={since} exact /> (<Time at={since} />)
        </>
      )}
      {state === 'away' && (
        <>
          {reason !== null && <p dir="auto">{reason}</p>}
          <p>
            <b>{words.stops}</b> {words.effects[name].stops}
          </p>
          <p>
            <b>{words.stillWorks}</b> {words.effects[name].stillWorks}
          </p>
        </>
      )}
    </li>
  );
};

const LOOKS = { ok: ['✓', 'good'], away: ['✕', 'bad'], unknown: ['?', 'quiet'] } as const;
