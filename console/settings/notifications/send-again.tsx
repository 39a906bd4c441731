import { ask } from '../../api/ask.js';
import type { NotificationJson } from '../../api/types.js';
import { SteadyButton } from '../../form/steady-button.js';
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
      <SteadyButton class="small" label={what} off={one.state === 'pending'} busy={busy} onClick={send}>
        {words.again.button}
      </SteadyButton>
      {problem !== undefined && <ProblemNote problem={problem} />}
    </>
  );
};

interface SendAgainProps {
  readonly of: NotificationJson;
  /** Called once it is on its way. */
  readonly sent: (one: NotificationJson) => Promise<void>;
}
