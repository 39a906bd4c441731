import { StevedoreError } from '../../contracts/errors.js';
import type { Kind, Kinds, PipelineSettings } from '../../contracts/kinds.js';
import { isOfKind } from '../../contracts/kinds.js';
import type { Settings } from '../../contracts/settings.js';

/** Returns the pipeline; throws PIPELINE_UNKNOWN. */
export const findPipeline = (pipelines: readonly PipelineSettings[], name: string): PipelineSettings => {
  const found = pipelines.find((pipeline) => pipeline.name === name);
  if (found !== undefined) return found;
  const known = pipelines.map((pipeline) => `"${pipeline.name}"`).join(', ');
  throw new StevedoreError(
    'PIPELINE_UNKNOWN',
    `Cannot find the pipeline "${name}": it is not configured; ${known === '' ? 'there is none' : `there is ${known}`}`,
    { details: { pipeline: name } },
  );
};

/** For what only pipelines of one kind can do. Throws PIPELINE_UNKNOWN. */
export const findPipelineOf = <K extends Kind>(
  kind: K,
  pipelines: readonly PipelineSettings[],
  name: string,
): Kinds[K]['settings'] => {
  const found = findPipeline(pipelines, name);
  if (isOfKind(kind, found)) return found;
  throw new StevedoreError(
    'PIPELINE_UNKNOWN',
    `Cannot use the pipeline "${name}": it is of the kind "${found.kind}", and only a ${kind} can do this`,
    { details: { pipeline: name } },
  );
};

/** For what only pipelines can do that publish generations. Throws PIPELINE_UNKNOWN. */
export const findWithGenerations = (
  pipelines: readonly PipelineSettings[],
  name: string,
): Kinds['dump-import' | 'database-sync']['settings'] => {
  const found = findPipeline(pipelines, name);
  return isOfKind('database-sync', found) ? found : findPipelineOf('dump-import', pipelines, name);
};

/** Throws PIPELINE_DISABLED, for a copy of a database also where none may be started by hand (`sync.enabled`). */
export const assertEnabled = (pipeline: PipelineSettings, { sync }: Partial<Pick<Settings, 'sync'>> = {}): void => {
  const { name, enabled } = pipeline;
  if (sync?.enabled === false && isOfKind('database-sync', pipeline))
    throw new StevedoreError(
      'PIPELINE_DISABLED',
      `Cannot start "${name}": copies of databases are disabled; set sync.enabled (SYNC_ENABLED) to true`,
      { details: { pipeline: name } },
    );
  if (enabled) return;
  const setting = name === 'import' ? 'import.enabled' : `pipelines.${name}.enabled`;
  throw new StevedoreError('PIPELINE_DISABLED', `Cannot start "${name}": it is disabled; set ${setting} to true`, {
    details: { pipeline: name },
  });
};
