import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Problem } from '../api/ask.js';
import { w } from '../words/words.js';
import { ProblemNote } from './problem-note.js';
import { signIn } from './session.js';

/** Asks for the key. It goes to the server once and is kept nowhere: a cookie that no script can read stands for it. */
export const SignIn = () => {
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    const form = event.currentTarget as HTMLFormElement;
    setBusy(true);
    setProblem(undefined);
    try {
      const key = new FormData(form).get('key');
      await signIn(typeof key === 'string' ? key.trim() : '');
    } catch (error) {
      setProblem(error instanceof Problem ? error : new Problem(0, '', String(error)));
    } finally {
      setBusy(false);
    }
  };
  return (
    <main id="main" class="sign-in" tabIndex={-1}>
      <h1>{w().signIn.title}</h1>
      <form class="card" onSubmit={(event) => void submit(event)}>
        <label for="key">{w().signIn.key}</label>
        <input
          ref={field}
          id="key"
          name="key"
          type="password"
          autocomplete="current-password"
          spellcheck={false}
          required
          aria-describedby="key-help"
        />
        <p id="key-help" class="quiet">
          {w().signIn.help}
        </p>
        {problem !== undefined && <ProblemNote problem={problem} />}
        <button type="submit" class="main" aria-disabled={busy} aria-busy={busy}>
          {w().signIn.button}
        </button>
      </form>
    </main>
  );
};
