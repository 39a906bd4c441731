import { StevedoreError } from '../contracts/errors.js';
import type { DumpImportSettings } from '../contracts/dump-import/settings.js';
import type { Settings } from '../contracts/settings.js';
import type { RunLogger } from '../store/run-logger.js';
import type { Store } from '../store/store.js';

/** What the worker gives its activities; built once in `worker.ts`. */
export interface ActivityDeps {
  readonly settings: Settings;
  readonly store: Store;
  readonly redact: (text: string) => string;
  /** The log of one attempt, into the store and the rotating file; it redacts by itself. */
  readonly runLogger: (runId: string, attempt: number) => RunLogger;
}

/** The settings of a pipeline; throws PIPELINE_UNKNOWN or PIPELINE_DISABLED. */
export const pipelineSettings = ({ settings }: ActivityDeps, pipeline: string): DumpImportSettings => {
  const found = settings.pipelines.find(({ name }) => name === pipeline);
  if (found === undefined) {
    throw new StevedoreError(
      'PIPELINE_UNKNOWN',
      `Cannot run pipeline "${pipeline}": the worker's configuration has none of that name`,
    );
  }
  if (!found.enabled) {
    throw new StevedoreError(
      'PIPELINE_DISABLED',
      `Cannot run pipeline "${pipeline}": it is switched off by "enabled: false"`,
    );
  }
  return found;
};
