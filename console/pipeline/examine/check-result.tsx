import type { CheckJson } from '../../api/types.js';
import { Icon } from '../../show/icon.js';
import { w } from '../../words/words.js';

const LOOKS = { ok: ['check', 'good'], warn: ['warn', 'warn'], fail: ['cross', 'bad'] } as const;

/** What works and what does not, and what to do about it. */
export const CheckResult = ({ found }: { readonly found: CheckJson }) => {
  const words = w().examine;
  return (
    <>
      <h3>{words.checked(found.ok)}</h3>
      <ul class="checks">
        {found.checks.map(({ what, state, text, fix = [] }, at) => (
          <li key={`${at} ${what}`}>
            <span class={`verdict ${LOOKS[state][1]}`}>
              <Icon name={LOOKS[state][0]} />
              <span class="unseen">{words.states[state]}: </span>
            </span>
            <div>
              <b dir="auto">{what}</b> <span dir="auto">{text}</span>
              {fix.length > 0 && (
                <>
                  <p class="quiet">{words.fix}</p>
                  <pre dir="auto" tabIndex={0} role="region" aria-label={`${words.fix}: ${what}`}>
                    {fix.join('\n')}
                  </pre>
                </>
              )}
            </div>
          </li>
        ))}
      </ul>
    </>
  );
};
