import { parse, stringify } from 'yaml';
import { isSecretName, looksSecret } from '../../contracts/connections/looks-secret.js';

/**
 * The configuration as it may be handed on: what is or looks like a secret is masked, comments are left out, and
 * references to variables and files stay what they are. Also for a file that is not valid.
 */
export const maskConfiguration = (text: string): string => {
  let data: unknown;
  try {
    data = parse(text);
  } catch {
    return '# The file is no YAML; "stevedore check" says where\n';
  }
  return stringify(masked(data, '', false));
};

export const MASK = '[masked]';

/** `all`: it stands below a name that says that its values are secrets. */
const masked = (value: unknown, name: string, all: boolean): unknown => {
  if (Array.isArray(value)) return value.map((item) => masked(item, name, all));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, masked(item, key, all || isSecretBlock(key))]),
    );
  if (typeof value === 'number' && all) return MASK;
  if (typeof value !== 'string') return value;
  const said = value;
  if (REFERENCE.test(said)) return said;
  if (all || isSecretName(name) || OWN_NAMES.test(name) || looksSecret('', said)) return MASK;
  return withoutCredentials(said);
};

/** `${NAME}` and `${file:PATH}` alone say where the secret is, not what it is; a default may be one. */
const REFERENCE = /^\$\{(?:[A-Za-z_][A-Za-z0-9_]*|file:[^}]+)\}$/;

/** Names of ours beside those that everybody has. */
const OWN_NAMES = /^(?:passphrase|private_key|key|keys|previous_keys|headers|body)$/;

const isSecretBlock = (key: string): boolean => isSecretName(key) || OWN_NAMES.test(key) || key === 'query';

/** Credentials of an address, and what of its path and query may be a token. */
const withoutCredentials = (text: string): string => {
  if (!URL.canParse(text) || !text.includes('://')) return text;
  const url = new URL(text);
  if (url.password !== '') url.password = 'masked';
  const isWeb = /^https?:$/.test(url.protocol);
  for (const [key, value] of [...url.searchParams]) if (looksSecret(key, value)) url.searchParams.set(key, 'masked');
  if (!isWeb) return url.href;
  const path = url.pathname.split('/').map((part) => (part.length >= LONGEST_WORD ? 'masked' : part));
  url.pathname = path.join('/');
  return url.href;
};

/** Longer parts of an address may be a token. */
const LONGEST_WORD = 16;
