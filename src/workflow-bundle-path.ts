import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installationIncomplete } from './contracts/installation-incomplete.js';

/**
 * The bundle that a worker runs: without traces workflows as they are, with them one that hands their spans out. Throws
 * INSTALLATION_INCOMPLETE if it was not built.
 */
export const workflowBundlePath = (traced: boolean): string => {
  const name = traced ? 'workflow-bundle-traced.js' : 'workflow-bundle.js';
  const beside = join(import.meta.dirname, name);
  if (existsSync(beside)) return beside;
  const built = join(import.meta.dirname, '..', 'dist', name);
  if (!existsSync(built)) throw installationIncomplete(built);
  return built;
};
