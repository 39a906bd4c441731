export type Redactor = (text: string) => string;

export const REDACTED = '[redacted]';

/** Shorter secrets would match ordinary words. */
const SHORTEST = 4;

/**
 * Creates a function that replaces every occurrence of a secret of at least 4 characters, also in URL or JSON form. For
 * log lines, and for error messages before they enter a history.
 */
export const createRedactor = (secrets: readonly string[]): Redactor => {
  const forms = [...new Set(secrets.filter((secret) => secret.length >= SHORTEST).flatMap(writtenForms))];
  if (forms.length === 0) return (text) => text;
  // The longest first: a secret may begin with another.
  const alternatives = forms.toSorted((a, b) => b.length - a.length).map(escapePattern);
  const pattern = new RegExp(alternatives.join('|'), 'g');
  return (text) => text.replace(pattern, REDACTED);
};

/** Redacts secrets that become known later, too: the latest 10,000. */
export const createGrowingRedactor = (secrets: readonly string[]) => {
  let learnt: readonly string[] = [];
  let redact = createRedactor(secrets);
  return {
    redact: (text: string): string => redact(text),
    learn: (more: readonly string[]): void => {
      const added = more.filter((secret) => !learnt.includes(secret) && !secrets.includes(secret));
      if (added.length === 0) return;
      learnt = [...learnt, ...added].slice(-MOST_LEARNT);
      redact = createRedactor([...secrets, ...learnt]);
    },
  };
};

const MOST_LEARNT = 10_000;

/** Copies JSON data and redacts every text; keys, numbers and booleans stay. */
export const redactDeep = (value: unknown, redact: Redactor): unknown => {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((item) => redactDeep(item, redact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactDeep(item, redact)]));
};

const writtenForms = (secret: string): string[] => {
  const forms = [secret, JSON.stringify(secret).slice(1, -1)];
  try {
    return [...forms, encodeURIComponent(secret)];
  } catch {
    // Half a surrogate pair has no URL form.
    return forms;
  }
};

const escapePattern = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
