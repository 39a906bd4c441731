import { count } from '../../show/numbers.js';
import { Name } from '../../shell/name.js';
import { w } from '../../words/words.js';
import type { RejectGroup, Rejects } from './rejects.js';

/** Reasons, the most frequent first; each shows the records that have it. */
export const RejectGroups = ({ rejects }: { readonly rejects: Rejects }) => {
  const words = w().tables.rejects;
  const page = rejects.page.value;
  if (page === undefined) return null;
  const most = Math.max(1, ...page.groups.map((one) => one.count));
  const chosen = rejects.group.value;
  return (
    <section class="card reasons" aria-labelledby="reasons-title">
      <h2 id="reasons-title">{words.groups}</h2>
      <ul>
        <li>
          <button
            type="button"
            class="reason"
            aria-pressed={chosen === undefined}
            onClick={() => rejects.choose(undefined)}
          >
            <span>{words.all}</span>
            <strong>{count(page.total)}</strong>
          </button>
        </li>
        {page.groups.map((group) => (
          <li key={`${group.code} ${group.column ?? ''}`}>
            <button
              type="button"
              class="reason"
              aria-pressed={isSame(chosen, group)}
              onClick={() => rejects.choose({ code: group.code, column: group.column })}
            >
              <span>
                {group.column !== null && (
                  <>
                    <Name of={group.column} code />{' '}
                  </>
                )}
                {words.reason[group.code] ?? group.code}
              </span>
              <strong>{count(group.count)}</strong>
              <meter class="share" value={group.count} max={most} aria-hidden="true" />
              <span class="quiet">{words.open(count(group.open))}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
};

const isSame = (one: RejectGroup | undefined, two: RejectGroup): boolean =>
  one !== undefined && one.code === two.code && one.column === two.column;
