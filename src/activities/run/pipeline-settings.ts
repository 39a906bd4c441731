import { StevedoreError } from '../../contracts/errors.js';
import type { Kind, Kinds } from '../../contracts/kinds.js';
import { isOfKind } from '../../contracts/kinds.js';
import type { Settings } from '../../contracts/settings.js';

/** The settings of a pipeline of a kind; throws PIPELINE_UNKNOWN or PIPELINE_DISABLED. */
export const pipelineSettings = <K extends Kind>(
  settings: Pick<Settings, 'pipelines'>,
  kind: K,
  name: string,
): Kinds[K]['settings'] => {
  const found = anyPipelineSettings(settings, kind, name);
  if (found.enabled) return found;
  throw new StevedoreError(
    'PIPELINE_DISABLED',
    `Cannot run pipeline "${name}": it is switched off by "enabled: false"`,
  );
};

/** The same also of a pipeline that is switched off; throws PIPELINE_UNKNOWN. */
export const anyPipelineSettings = <K extends Kind>(
  { pipelines }: Pick<Settings, 'pipelines'>,
  kind: K,
  name: string,
): Kinds[K]['settings'] => {
  const found = pipelines.find((pipeline) => pipeline.name === name);
  if (found !== undefined && isOfKind(kind, found)) return found;
  const state =
    found === undefined
      ? "it is not in the worker's configuration"
      : `it is of the kind "${found.kind}", not "${kind}"`;
  throw new StevedoreError('PIPELINE_UNKNOWN', `Cannot run pipeline "${name}": ${state}`);
};
