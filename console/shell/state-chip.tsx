import { w } from '../words/words.js';

const LOOKS: Readonly<Record<string, readonly [sign: string, look: string]>> = {
  running: ['▶', 'now'],
  waiting: ['◷', 'warn'],
  success: ['✓', 'good'],
  skipped: ['–', 'quiet'],
  failed: ['✕', 'bad'],
  cancelled: ['■', 'warn'],
  not_started: ['–', 'warn'],
};

/** The state of a run in one word, with a sign beside its colour. */
export const StateChip = ({ status, waits = false }: { readonly status: string; readonly waits?: boolean }) => {
  const state = waits && status === 'running' ? 'waiting' : status;
  const [sign, look] = LOOKS[state] ?? ['?', 'quiet'];
  return (
    <span class={`chip ${look}`}>
      <span aria-hidden="true">{sign}</span> {w().state[state as keyof ReturnType<typeof w>['state']] ?? state}
    </span>
  );
};
