import { isSecretName, looksSecret } from '../connections/looks-secret.js';
import type { FileSource } from '../table-import/settings.js';

/** What of a source looks like a credential, for the redaction of logs and error messages. */
export const sourceSecrets = (source: FileSource): readonly string[] => {
  if (source.kind === 'url') return secretsOf([...new URL(source.url).searchParams]);
  if (source.kind !== 'pages') return [];
  const { query, headers, body = '{}' } = source;
  return [...secretsOf(Object.entries({ ...query, ...headers })), ...inBody(JSON.parse(body))];
};

const secretsOf = (pairs: readonly (readonly [string, string])[]): readonly string[] =>
  pairs.filter(([name, value]) => looksSecret(name, value)).map(([, value]) => value);

const inBody = (value: unknown, name = ''): readonly string[] => {
  if (typeof value === 'string') return looksSecret(name, value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  // What stands in an object or a list of such a name is one, too.
  return Object.entries(value).flatMap(([key, item]) => inBody(item, isSecretName(name) ? name : key));
};
