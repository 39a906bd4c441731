import { StevedoreError } from '../../contracts/errors.js';
import type { Kind, Kinds, PipelineSettings } from '../../contracts/kinds.js';
import type { Upkeep } from '../../contracts/maintenance/upkeep.js';
import type { Settings } from '../../contracts/settings.js';
import { dumpImportUpkeep } from '../../dump-import/upkeep.js';

/** The upkeep that each core exports; a kind that leaves nothing behind has no upkeep. */
const UPKEEP: { readonly [K in Kind]?: Upkeep<Kinds[K]['settings']> } = {
  'dump-import': dumpImportUpkeep,
};

export const hasUpkeep = ({ kind }: PipelineSettings): boolean => UPKEEP[kind] !== undefined;

/** A pipeline and the upkeep of its kind; throws PIPELINE_UNKNOWN. */
export const upkeepOf = (
  { pipelines }: Pick<Settings, 'pipelines'>,
  name: string,
): { readonly pipeline: PipelineSettings; readonly upkeep: Upkeep<PipelineSettings> } => {
  const pipeline = pipelines.find((one) => one.name === name);
  const upkeep = pipeline && (UPKEEP[pipeline.kind] as Upkeep<PipelineSettings> | undefined);
  if (pipeline !== undefined && upkeep !== undefined) return { pipeline, upkeep };
  throw new StevedoreError(
    'PIPELINE_UNKNOWN',
    `Cannot maintain pipeline "${name}": it is not in the worker's configuration`,
  );
};
