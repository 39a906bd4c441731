import { quoteName, quoteText } from '../../connectors/postgres/quote-name.js';

/** `name=value`, as the catalogue keeps options, as a list for OPTIONS; empty without. */
export const foreignOptions = (options: readonly string[] | null): string =>
  options === null || options.length === 0
    ? ''
    : ` OPTIONS (${options
        .map((each) => pair(each))
        .map(([name, value]) => `${quoteName(name)} ${quoteText(value)}`)
        .join(', ')})`;

/** The same as a list for WITH; empty without. */
export const storageOptions = (...lists: readonly (readonly string[] | null)[]): string => {
  const options = lists.flatMap((list) => list ?? []).map((each) => pair(each));
  if (options.length === 0) return '';
  return ` WITH (${options.map(([name, value]) => `${optionName(name)}=${quoteText(value)}`).join(', ')})`;
};

/** Splits at the first `=`: a value may have more of them. */
const pair = (option: string): [string, string] => {
  const at = option.indexOf('=');
  return [option.slice(0, at), option.slice(at + 1)];
};

/** An option's name may have a namespace: `toast.autovacuum_enabled`. */
const optionName = (name: string): string =>
  /^[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)?$/.test(name) ? name : quoteName(name);

export { quoteName, quoteQualified, quoteText } from '../../connectors/postgres/quote-name.js';

/** `O`, `D`, `R` and `A` of rules and triggers, as ALTER says them. */
export const ENABLED: Readonly<Record<string, string>> = {
  O: 'ENABLE',
  D: 'DISABLE',
  R: 'ENABLE REPLICA',
  A: 'ENABLE ALWAYS',
};
