import type { NotificationJson } from '../../api/types.js';
import { Time } from '../../show/time.js';
import { w } from '../../words/words.js';

const LOOKS = { pending: ['…', 'now'], delivered: ['✓', 'good'], failed: ['✕', 'bad'] } as const;

/** Whether it arrived, when it was tried last, and why not. */
export const NotificationState = ({ of: one }: { readonly of: NotificationJson }) => {
  const words = w().settings.notifications;
  const [sign, look] = LOOKS[one.state];
  return (
    <>
      <span class={`chip ${look}`}>
        <span aria-hidden="true">{sign}</span> {words.states[one.state]}
      </span>{' '}
      {one.tried_at !== null && (
        <span class="quiet">
          {words.tried} <Time at={one.tried_at} />
        </span>
      )}
      {one.error !== null && (
        <p class="quiet" dir="auto">
          {one.error}
        </p>
      )}
    </>
  );
};
