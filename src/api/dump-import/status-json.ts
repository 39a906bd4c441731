import type { ScheduleState } from '../../connectors/temporal/run-client.js';
import type { GenerationRecord } from '../../contracts/dump-import/generation-record.js';
import { filesOf, NO_FILES } from '../../contracts/dump-import/snapshot.js';
import type { PipelineAlert } from '../pipelines/pipeline-alerts.js';
import type { RunView } from '../runs/join-run.js';
import type { ImportStatus } from './status-schema.js';

export interface StatusSources {
  readonly enabled: boolean;
  readonly maxAttempts: number;
  readonly run?: RunView | undefined;
  readonly generation?: GenerationRecord | undefined;
  readonly schedule?: ScheduleState | undefined;
  readonly alerts?: readonly PipelineAlert[] | undefined;
}

/**
 * A run in the seed's words. A cancelled run is `failed`, and its error names who cancelled it. A disabled import
 * without an open run is `idle` with the reason `import_disabled`.
 */
export const importStatus = ({
  enabled,
  maxAttempts,
  run,
  generation,
  schedule,
  alerts = [],
}: StatusSources): ImportStatus => {
  const shown = enabled || run?.status === 'running' ? run : undefined;
  const files = shown === undefined ? NO_FILES : filesOf(shown.snapshot);
  return {
    status: shown === undefined ? 'idle' : STATUS[shown.status],
    progress: shown?.progress ?? 0,
    current_step: shown?.step ?? null,
    started_at: shown?.startedAt ?? null,
    completed_at: shown?.completedAt ?? null,
    last_success: generation?.publishedAt ?? null,
    next_scheduled: (enabled ? schedule?.next : undefined) ?? null,
    retry_count: Math.max(0, (shown?.attempt ?? 0) - 1),
    max_retries: Math.max(0, (shown?.maxAttempts ?? maxAttempts) - 1),
    error: shown?.error?.message ?? null,
    skip_reason: skipReason(enabled, shown),
    warnings: shown?.warnings ?? [],
    alerts: alerts.map(({ message }) => message),
    files_info: {
      remote_files: files.remote.map(({ filename, size, modTime, isNewer }) => ({
        filename,
        size,
        mod_time: modTime,
        is_newer: isNewer,
      })),
      last_imported: (generation?.archives ?? []).map(({ filename, size, modTime }) => ({
        filename,
        size,
        mod_time: modTime,
      })),
      downloaded: files.downloaded,
      extracted: files.extracted,
      imported: files.imported,
    },
  };
};

const STATUS: Readonly<Record<RunView['status'], ImportStatus['status']>> = {
  running: 'running',
  success: 'success',
  skipped: 'skipped',
  failed: 'failed',
  cancelled: 'failed',
  not_started: 'idle',
};

const skipReason = (enabled: boolean, run: RunView | undefined): string | null => {
  if (run?.status === 'skipped') return run.reason ?? null;
  return run === undefined && !enabled ? 'import_disabled' : null;
};
