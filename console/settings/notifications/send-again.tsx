import { ask } from '../../api/ask.js';
import type { NotificationJson } from '../../api/types.js';
import { useAsking } from '../../notices/use-asking.js';
import { ProblemNote } from '../../shell/problem-note.js';
import { w } from '../../words/words.js';

/** Sends it once more: the same text with the same id, so that a receiver that has it can tell. */
export const SendAgain = ({ of: one, sent }: SendAgainProps) => {
  const { busy, problem, begin } = useAsking();
  const words = w().settings.notifications;
  const what = words.again.of(words.events[one.event], one.receiver);
  const send = (): void => {
    const path = `/api/v1/notifications/${encodeURIComponent(one.id)}/resend`;
    void begin(what, async () => {
      await ask(path, { method: 'POST', body: { by: 'console' } });
      await sent(one);
    });
  };
  return (
    <>
      {/* It stays focusable while it is sent: the focus is not lost. */}
      <button
        type="button"
        class="small"
        aria-disabled={busy || one.state === 'pending'}
        aria-busy={busy}
        aria-label={what}
        onClick={() => {
          if (one.state !== 'pending') send();
        }}
      >
        {words.again.button}
      </button>
      {problem !== undefined && <ProblemNote problem={problem} />}
    </>
  );
};

interface SendAgainProps {
  readonly of: NotificationJson;
  /** Called once it is on its way. */
  readonly sent: (one: NotificationJson) => Promise<void>;
}
