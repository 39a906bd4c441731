import type { Settings } from '../contracts/settings.js';
import type { Environment } from './document/environment.js';
import { loadSettings } from './load-settings.js';
import { readText } from './read-text.js';

/** Reads the checked settings of a configuration file; throws CONFIG_INVALID if it cannot be read or used. */
export const readSettings = (file: string, env: Environment): Settings => loadSettings(readText(file, env), file, env);

/**
 * Reads the secrets of a configuration again, from the files that it names. The rest stays what it is now: a changed
 * configuration needs a restart. Throws CONFIG_INVALID.
 */
export const readAgain = (file: string, env: Environment): (() => Settings) => {
  const text = readText(file, env);
  return () => loadSettings(text, file, env);
};
