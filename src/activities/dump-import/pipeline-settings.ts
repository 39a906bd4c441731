import type { DumpImportSettings } from '../../contracts/dump-import/settings.js';
import type { ActivityDeps } from '../activity-deps.js';
import { pipelineSettings as settingsOf } from '../run/pipeline-settings.js';

/** The settings of a dump import; throws PIPELINE_UNKNOWN or PIPELINE_DISABLED. */
export const pipelineSettings = ({ settings }: ActivityDeps, pipeline: string): DumpImportSettings =>
  settingsOf(settings, 'dump-import', pipeline);
