import type { DumpImportSettings } from '../../contracts/dump-import/settings.js';
import { StevedoreError } from '../../contracts/errors.js';

/** Throws PIPELINE_UNKNOWN. */
export const findPipeline = (pipelines: readonly DumpImportSettings[], name: string): DumpImportSettings => {
  const found = pipelines.find((pipeline) => pipeline.name === name);
  if (found !== undefined) return found;
  const known = pipelines.map((pipeline) => `"${pipeline.name}"`).join(', ');
  throw new StevedoreError(
    'PIPELINE_UNKNOWN',
    `Cannot find the pipeline "${name}": it is not configured; ${known === '' ? 'none is' : `there is ${known}`}`,
    { details: { pipeline: name } },
  );
};

/** Throws PIPELINE_DISABLED. */
export const assertEnabled = ({ name, enabled }: DumpImportSettings): void => {
  if (enabled) return;
  const setting = name === 'import' ? 'import.enabled' : `pipelines.${name}.enabled`;
  throw new StevedoreError('PIPELINE_DISABLED', `Cannot start "${name}": it is disabled; set ${setting} to true`, {
    details: { pipeline: name },
  });
};
