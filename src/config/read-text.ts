import { readFileSync } from 'node:fs';
import { StevedoreError } from '../contracts/errors.js';
import type { Environment } from './document/environment.js';
import { needsNoFile } from './document/sync-variables.js';

/** The file that is read where none is named. */
export const STANDARD_CONFIG = './stevedore.yaml';

/**
 * Reads a configuration file's text; that of the standard one is empty where it is missing and the environment says
 * enough. Throws CONFIG_INVALID if it cannot be read.
 */
export const readText = (file: string, env: Environment = {}): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' && file === STANDARD_CONFIG && needsNoFile(env)) return '{}\n';
    const state = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code ?? 'unknown error'})`;
    const advice = 'name one with --config or STEVEDORE_CONFIG';
    throw new StevedoreError('CONFIG_INVALID', `Cannot use the configuration "${file}": ${state}; ${advice}`, {
      cause,
      details: { file, problems: 1 },
    });
  }
};
