import { signal } from '@preact/signals';
import type { KeyJson } from '../../api/types.js';
import { confirm } from '../../shell/confirm.js';
import { w } from '../../words/words.js';
import type { Keys } from './keys.js';

/** Asks how long the text of before is to be accepted, and gives the key another one. */
export const askForRotation = (keys: Keys, { id, name }: KeyJson): void => {
  const { rotate } = w().settings.keys;
  const keep = signal(3_600);
  confirm({
    title: rotate.title(name),
    of: name,
    text: rotate.text,
    yes: rotate.button,
    more: <Keep seconds={keep} />,
    act: () => keys.rotate(id, keep.value),
  });
};

/** Ends a key. */
export const askForRevocation = (keys: Keys, { id, name }: KeyJson): void => {
  const { revoke } = w().settings.keys;
  confirm({
    title: revoke.title(name),
    of: name,
    text: revoke.text,
    yes: revoke.button,
    grave: true,
    act: () => keys.revoke(id),
  });
};

const KEPT = [0, 3_600, 86_400, 604_800] as const;

const Keep = ({ seconds }: { readonly seconds: { value: number } }) => {
  const { rotate } = w().settings.keys;
  return (
    <div class="stack">
      <div>
        <label for="key-keep">{rotate.keep}</label>
        <select
          id="key-keep"
          value={seconds.value}
          onChange={(event) => (seconds.value = Number((event.target as HTMLSelectElement).value))}
        >
          {KEPT.map((choice) => (
            <option key={choice} value={choice}>
              {rotate.kept[choice]}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
};
