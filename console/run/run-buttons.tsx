import { ask } from '../api/ask.js';
import type { RunJson } from '../api/types.js';
import { confirm } from '../shell/confirm.js';
import { toRun } from '../shell/route.js';
import { maySteer } from '../shell/session.js';
import { w } from '../words/words.js';
import { nameOfRun } from './name-of-run.js';

/** Who asks, where the key does not say it. */
const BY = { by: 'console' };

/** The buttons that apply to the run now; each asks first, and says what it does. */
export const RunButtons = ({ run, of }: RunButtonsProps) => {
  if (!maySteer.value) return null;
  const { wait } = run;
  const steer = (what: string, body: object): Promise<unknown> =>
    ask(`/api/v1/runs/${run.run_id}/${what}`, { method: 'POST', body: { ...BY, ...body } });
  if (run.status !== 'running') return <RetryButton run={run} />;
  const words = w().steer;
  const name = of ?? nameOfRun(run);
  const label = (text: string): string | undefined => (of === undefined ? undefined : `${text}: ${of}`);
  return (
    <div class="buttons">
      {wait?.kind === 'publish' && (
        <button
          type="button"
          class="main"
          aria-label={label(words.publishNow.yes)}
          onClick={() =>
            confirm({ ...words.publishNow, of: name, act: async () => void (await steer('publish-now', {})) })
          }
        >
          {words.publishNow.yes}
        </button>
      )}
      {wait !== null && wait.kind !== 'publish' && (
        <button
          type="button"
          class="main"
          aria-label={label(words.proceed.yes)}
          onClick={() =>
            confirm({
              ...words.proceed,
              of: name,
              text: words.proceed.text(wait.kind),
              // The number keeps a late click from ending the next wait.
              act: async () => void (await steer('proceed', { wait_id: wait.id })),
            })
          }
        >
          {words.proceed.yes}
        </button>
      )}
      <button
        type="button"
        aria-label={label(words.cancel.yes)}
        onClick={() =>
          confirm({ ...words.cancel, of: name, grave: true, act: async () => void (await steer('cancel', {})) })
        }
      >
        {words.cancel.yes}
      </button>
    </div>
  );
};

interface RunButtonsProps {
  readonly run: RunJson;
  /** What the buttons are told apart by, where a page has those of several runs. @default nothing */
  readonly of?: string;
}

const RetryButton = ({ run }: { readonly run: RunJson }) => (
  <div class="buttons">
    <button
      type="button"
      onClick={() =>
        confirm({
          ...w().steer.retry,
          of: nameOfRun(run),
          act: async () => {
            const path = `/api/v1/runs/${run.run_id}/retry`;
            const { run_id: id } = await ask<{ run_id: string }>(path, { method: 'POST', body: BY });
            return toRun(id);
          },
        })
      }
    >
      {w().steer.retry.yes}
    </button>
  </div>
);
