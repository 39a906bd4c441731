import { useLayoutEffect, useRef } from 'preact/hooks';
import { useAsking } from '../../notices/use-asking.js';
import { ProblemNote } from '../../shell/problem-note.js';
import { w } from '../../words/words.js';

/** The record as text, to be written anew; above it the header that it stands under. */
export const MendForm = ({ line, before, header, save, leave }: MendFormProps) => {
  const words = w().tables.rejects;
  const { busy, problem, begin } = useAsking();
  const field = useRef<HTMLTextAreaElement>(null);
  // The line end belongs to the file, not to what a person writes.
  const [text = '', end = ''] = /^([\s\S]*?)(\r?\n)?$/.exec(before)?.slice(1) ?? [];
  // Before the next key, which is the first of what is written.
  useLayoutEffect(() => field.current?.focus(), []);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const written = `${field.current?.value ?? ''}${end}`;
    if (await begin(words.mendOf(line), () => save(written))) leave();
  };
  return (
    <form
      class="mend"
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key === 'Escape') leave();
      }}
    >
      {header !== null && (
        <pre class="raw head" dir="auto" tabIndex={0} role="region" aria-label={words.header}>
          {header.trimEnd()}
        </pre>
      )}
      <label class="unseen" for={`mend-${line}`}>
        {words.mendOf(line)}
      </label>
      <textarea
        ref={field}
        id={`mend-${line}`}
        class="raw"
        dir="auto"
        rows={Math.min(12, Math.max(2, text.split('\n').length + 1))}
        spellcheck={false}
        defaultValue={text}
      />
      {problem !== undefined && <ProblemNote problem={problem} />}
      <div class="buttons">
        <button type="submit" class="main" aria-disabled={busy} aria-busy={busy}>
          {words.save}
        </button>
        <button type="button" onClick={leave}>
          {words.undo}
        </button>
      </div>
    </form>
  );
};

interface MendFormProps {
  readonly line: string;
  readonly before: string;
  /** Of its file; null: it has none. */
  readonly header: string | null;
  /** Throws `Problem`. */
  readonly save: (text: string) => Promise<void>;
  readonly leave: () => void;
}
