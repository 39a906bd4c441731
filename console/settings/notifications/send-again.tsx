import { useState } from 'preact/hooks';
import type { Problem } from '../../api/ask.js';
import { ask, problemOf } from '../../api/ask.js';
import type { NotificationJson } from '../../api/types.js';
import { ProblemNote } from '../../shell/problem-note.js';
import { w } from '../../words/words.js';

/** Sends it once more: the same text with the same id, so that a receiver that has it can tell. */
export const SendAgain = ({ of: one, sent }: SendAgainProps) => {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const words = w().settings.notifications;
  const send = async (): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      const path = `/api/v1/notifications/${encodeURIComponent(one.id)}/resend`;
      await ask(path, { method: 'POST', body: { by: 'console' } });
      await sent(one);
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {/* It stays focusable while it is sent: the focus is not lost. */}
      <button
        type="button"
        class="small"
        aria-disabled={busy || one.state === 'pending'}
        aria-busy={busy}
        aria-label={words.again.of(words.events[one.event], one.receiver)}
        onClick={() => {
          if (!busy && one.state !== 'pending') void send();
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
