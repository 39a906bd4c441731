import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { language, w } from '../words/words.js';

type Texts = Readonly<Record<string, readonly [means: string, todo: string]>>;

/** Loaded once somebody reads German and meets an error: the server itself speaks English. */
const german = signal<Texts | undefined>(undefined);
const load = async (): Promise<void> => {
  // Without it the server's sentence is there.
  const loaded = await import('../words/errors-de/index.js').catch(() => undefined);
  german.value = loaded?.ERRORS_DE;
};

/**
 * What an error says: the server's own sentence, which has the names and figures; in German before it what its code
 * means and what helps.
 */
export const ErrorText = ({ code, message }: { readonly code: string; readonly message: string }) => {
  const isGerman = language.value === 'de';
  useEffect(() => {
    if (isGerman && code !== '' && german.value === undefined) void load();
  }, [isGerman, code]);
  const known = isGerman ? german.value?.[code] : undefined;
  if (known === undefined)
    return (
      <span class="error-text" dir="auto">
        {message}
      </span>
    );
  const [means, todo] = known;
  return (
    <span class="error-text">
      <Text of={means} /> <b>{w().problem.helps}</b> <Text of={todo} />
      <span class="server-text">
        {w().problem.server}{' '}
        <span lang="en" dir="auto">
          {message}
        </span>
      </span>
    </span>
  );
};

/** What stands in backquotes is taken literally. */
const Text = ({ of: text }: { readonly of: string }) => (
  <>{text.split('`').map((part, at) => (at % 2 === 1 ? <code key={part}>{part}</code> : part))}</>
);
