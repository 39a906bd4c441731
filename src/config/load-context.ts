import type { Resource } from '../contracts/table-import/resource.js';
import type { Machine } from './fields/machine.js';
import type { Path, Problems } from './document/problems.js';

/** What every part of the loading needs. */
export interface LoadContext {
  readonly machine: Machine;
  readonly problems: Problems;
  /** Adds "is missing", unless a variable without a value is the known reason. */
  readonly missing: (path: Path, advice?: string) => void;
}

/** What pipelines may name: the parts of the file that are not theirs. */
export interface Declared {
  /** The kind of each connection, by name. */
  readonly connections: Readonly<Record<string, string>>;
  readonly resources: Readonly<Record<string, Resource>>;
  /** Of `files.allow`: absolute. */
  readonly folders: readonly string[];
}

/** What the loading of a pipeline needs. */
export interface PipelineContext extends LoadContext {
  readonly declared: Declared;
}
