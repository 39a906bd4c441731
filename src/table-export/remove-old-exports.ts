import type { KeptLimits } from '../connectors/disk/kept-files.js';
import { keptExports } from './kept-exports.js';

/** Removes files of exports that are too old or too many, and parts of killed tries; the names of those files. */
export const removeOldExports = (folder: string, limits: KeptLimits): Promise<readonly string[]> =>
  keptExports(folder).removeOld(limits);
