import type { Trigger } from '../../contracts/runs/trigger.js';
import type { TableImportInput } from '../../contracts/table-import/input.js';
import { STANDARD_TABLE_IMPORT } from '../../contracts/table-import/names.js';
import type { SyncRun } from '../../contracts/source-sync/source-sync.js';

/** What the run of a sync is started with: the first one, or a retry of the last. */
export const syncInput = (
  { id, job, runId, metadata }: Pick<SyncRun, 'id' | 'job' | 'runId' | 'metadata'>,
  trigger: Trigger,
  by: string,
): TableImportInput => ({
  kind: 'table-import',
  pipeline: STANDARD_TABLE_IMPORT,
  trigger,
  by: metadata.by ?? by,
  job,
  definition: job,
  sync: id,
  label: `sync ${id}`,
  ...(metadata.calls_back === true ? { reportsEnd: true } : {}),
  ...(metadata.dry_run === true ? { dryRun: true } : {}),
  ...(metadata.files === undefined ? {} : { files: metadata.files }),
  ...(runId === undefined ? {} : { retryOf: runId }),
});
