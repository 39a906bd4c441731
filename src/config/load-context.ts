import type { Machine } from './fields/machine.js';
import type { Path, Problems } from './document/problems.js';

/** What every part of the loading needs. */
export interface LoadContext {
  readonly machine: Machine;
  readonly problems: Problems;
  /** Adds "is missing", unless a variable without a value is the known reason. */
  readonly missing: (path: Path, advice?: string) => void;
}
