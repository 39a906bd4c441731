import type { IconName } from '../show/icon.js';
import { Icon } from '../show/icon.js';
import { w } from '../words/words.js';

const LOOKS: Readonly<Record<string, readonly [sign: IconName, look: string]>> = {
  running: ['play', 'now'],
  waiting: ['clock', 'warn'],
  success: ['check', 'good'],
  skipped: ['dash', 'quiet'],
  failed: ['cross', 'bad'],
  cancelled: ['stop', 'warn'],
  not_started: ['dash', 'warn'],
};

/** The state of a run in one word, with a sign beside its colour. */
export const StateChip = ({ status, waits = false }: { readonly status: string; readonly waits?: boolean }) => {
  const state = waits && status === 'running' ? 'waiting' : status;
  const [sign, look] = LOOKS[state] ?? (['unknown', 'quiet'] as const);
  return (
    <span class={`chip ${look}`}>
      <Icon name={sign} /> {w().state[state as keyof ReturnType<typeof w>['state']] ?? state}
    </span>
  );
};
