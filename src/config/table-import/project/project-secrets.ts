import type { JsonObject } from '../../../contracts/projects/project.js';
import { MASK } from '../../../contracts/projects/project.js';

/** What of a project is a secret, by its place: block and key. */
export type ProjectSecrets = Readonly<Record<string, string>>;

export interface SplitProject {
  /** With `***` in place of each secret. */
  readonly config: JsonObject;
  readonly secrets: ProjectSecrets;
}

/** A callback's address may have a token in it. */
const SECRET_KEYS = [
  ['sftp', 'password'],
  ['sftp', 'passphrase'],
  ['sftp', 'key_path'],
  ['callback', 'url'],
  ['callback', 'secret'],
  ['callback', 'token'],
] as const;

/**
 * Takes the secrets out of a project's configuration. `***` means the secret that was there `before`; where there was
 * none it stays, and is no secret. A path of a key is none either: `keys` has what it names.
 */
export const splitProject = (
  given: JsonObject,
  { before = {}, keys = {} }: { readonly before?: ProjectSecrets; readonly keys?: ProjectSecrets } = {},
): SplitProject => {
  const config: Record<string, unknown> = { ...given };
  const secrets: Record<string, string> = {};
  for (const [block, key] of SECRET_KEYS) {
    const inner = config[block] as Record<string, unknown> | undefined;
    const value = inner?.[key];
    if (inner === undefined || typeof value !== 'string') continue;
    const name = `${block}.${key}`;
    const secret = value === MASK ? before[name] : (keys[name] ?? value);
    if (secret === undefined) continue;
    secrets[name] = secret;
    const isPath = keys[name] !== undefined;
    config[block] = { ...inner, [key]: isPath ? value : MASK };
  }
  return { config, secrets };
};

/** The configuration with its secrets in their places. */
export const joinProject = ({ config, secrets }: SplitProject): JsonObject => {
  const joined: Record<string, unknown> = { ...config };
  for (const [name, secret] of Object.entries(secrets)) {
    const [block = '', key = ''] = name.split('.');
    joined[block] = { ...(joined[block] as object | undefined), [key]: secret };
  }
  return joined;
};
