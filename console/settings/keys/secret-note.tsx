import type { Signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { NewKeyJson } from '../../api/types.js';
import { w } from '../../words/words.js';

/** The text of a key that was just made, this once: it goes with the page, or when the person says so. */
export const SecretNote = ({ made }: { readonly made: Signal<NewKeyJson | undefined> }) => {
  const key = made.value;
  return key === undefined ? null : <Secret key={key.id} of={key} done={() => (made.value = undefined)} />;
};

const Secret = ({ of: key, done }: { readonly of: NewKeyJson; readonly done: () => void }) => {
  const words = w().settings.keys.secret;
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  const copy = async (): Promise<void> => {
    field.current?.select();
    // Without a clipboard, as on a page without TLS, the selected text can be copied by hand.
    await navigator.clipboard?.writeText(key.key).then(
      () => setCopied(true),
      () => undefined,
    );
  };
  return (
    <div class="note warn" role="group" aria-labelledby="secret-title">
      <h3 id="secret-title">{words.title(key.name)}</h3>
      <p>{words.text}</p>
      <div class="secret">
        <input ref={field} type="text" readOnly value={key.key} aria-label={words.label} spellcheck={false} />
        <button type="button" onClick={() => void copy()}>
          {words.copy}
        </button>
        <button type="button" onClick={done}>
          {words.done}
        </button>
      </div>
      <p role="status" class="quiet">
        {copied && words.copied}
      </p>
    </div>
  );
};
