import type { Signal } from '@preact/signals';
import { signal } from '@preact/signals';
import { ask } from '../api/ask.js';
import type { PipelineJson } from '../api/types.js';
import { confirm } from '../shell/confirm.js';
import { toRun } from '../shell/route.js';
import { maySteer } from '../shell/session.js';
import { w } from '../words/words.js';

/** What a start may say, by kind. */
const CHOICES: Readonly<Record<string, readonly ('force' | 'dryRun')[]>> = {
  'dump-import': ['force'],
  'table-import': ['force', 'dryRun'],
};
const FIELDS = { force: 'force', dryRun: 'dry_run' } as const;

/** Starts a run after a question, and goes to its page. */
export const StartButton = ({ pipeline }: { readonly pipeline: Pick<PipelineJson, 'name' | 'kind' | 'enabled'> }) => {
  const { name, kind, enabled } = pipeline;
  if (!maySteer.value || !enabled) return null;
  const words = w().start;
  const begin = (): void => {
    const chosen = (CHOICES[kind] ?? []).map((choice) => ({ choice, on: signal(false) }));
    confirm({
      title: words.title(name),
      of: name,
      text: words.text,
      yes: words.yes,
      more: chosen.map(({ choice, on }) => <Choice key={choice} label={words[choice]} on={on} />),
      act: async () => {
        const fields = chosen.filter(({ on }) => on.value).map(({ choice }) => [FIELDS[choice], true] as const);
        const path = `/api/v1/pipelines/${encodeURIComponent(name)}/start`;
        const body = { by: 'console', ...Object.fromEntries<boolean>(fields) };
        const { run_id: id } = await ask<{ run_id: string }>(path, { method: 'POST', body });
        return toRun(id);
      },
    });
  };
  return (
    <button type="button" aria-label={words.of(name)} onClick={begin}>
      {words.button}
    </button>
  );
};

const Choice = ({ label, on }: { readonly label: string; readonly on: Signal<boolean> }) => (
  <label class="check">
    <input
      type="checkbox"
      checked={on.value}
      onChange={(event) => {
        on.value = (event.target as HTMLInputElement).checked;
      }}
    />
    {label}
  </label>
);
