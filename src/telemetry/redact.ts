export type Redactor = (text: string) => string;

export const REDACTED = '[redacted]';

/** Shorter secrets would hit ordinary words. */
const SHORTEST = 4;

/**
 * A function that replaces every occurrence of a secret of at least 4 characters, also where it stands in a URL or in
 * JSON. For log lines, and for error messages before they enter a history.
 */
export const createRedactor = (secrets: readonly string[]): Redactor => {
  const forms = [...new Set(secrets.filter((secret) => secret.length >= SHORTEST).flatMap(writtenForms))];
  if (forms.length === 0) return (text) => text;
  // The longest first: a secret may begin with another one.
  const alternatives = forms.toSorted((a, b) => b.length - a.length).map(escapePattern);
  const pattern = new RegExp(alternatives.join('|'), 'g');
  return (text) => text.replace(pattern, REDACTED);
};

/** A copy of JSON data in which every text went through the redactor; keys, numbers and switches stay. */
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
    // Half a surrogate pair has no form for URLs.
    return forms;
  }
};

const escapePattern = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
