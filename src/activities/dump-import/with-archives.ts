import type { ArchiveSource } from '../../connectors/archive-source.js';
import { withFolder, withSource } from '../../dump-import/fetch/with-source.js';
import type { ActivityDeps } from '../activity-deps.js';
import { pipelineSettings } from './pipeline-settings.js';

export interface ArchivesRequest {
  readonly pipeline: string;
  /** A folder of this host instead of the pipeline's server of archives; in one of files.allow. */
  readonly from?: string;
}

/**
 * Opens what a run takes its archives from, for the time of `body`; with `keep`, for the next step too. Throws
 * FILE_FORBIDDEN, and the source's errors.
 */
export const withArchives = async <T>(
  deps: ActivityDeps,
  { pipeline, from }: ArchivesRequest,
  body: (source: ArchiveSource) => Promise<T>,
  use: { readonly signal: AbortSignal; readonly keep?: boolean },
): Promise<T> => {
  const { sftp } = pipelineSettings(deps, pipeline);
  return from === undefined ? withSource(sftp, body, use) : withFolder(from, deps.settings.files.allow, body);
};
