import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The bundle that a worker runs: without traces workflows as they are, with them one that hands their spans out. */
export const workflowBundlePath = (traced: boolean): string => {
  const name = traced ? 'workflow-bundle-traced.js' : 'workflow-bundle.js';
  const beside = join(import.meta.dirname, name);
  return existsSync(beside) ? beside : join(import.meta.dirname, '..', 'dist', name);
};
