import type { DatabaseSyncDetail } from '../../contracts/database-sync/snapshot.js';
import { readWorkflowId } from '../../contracts/runs/workflow-ids.js';
import type { RunView } from '../runs/join-run.js';
import type { JobJson } from './job-schema.js';
import { databaseSyncView } from './run-view.js';

/** A run of a database as seed 003 shows a job. */
export const jobJson = (run: RunView): JobJson => {
  const running = run.activities.flatMap(({ progress }) => (progress === undefined ? [] : [progress]));
  const { detail } = databaseSyncView.json(run.snapshot, { runId: run.runId, running });
  const { ends, progress, dump: written } = (detail ?? {}) as DatabaseSyncDetail;
  const status = statusOf(run);
  const isOpen = status === 'pending' || status === 'running';
  const id = readWorkflowId(run.workflowId);
  const isJob = id !== undefined && 'job' in id;
  // Before its worker has told, its pipeline says what it does: one of a database's name writes into that.
  const type = run.action === 'rollback' ? 'rollback' : (ends?.shape ?? (isJob ? 'export' : 'sync'));
  // Another one's dump is of what was live before.
  const dump = type === 'export' ? written : undefined;
  return {
    id: run.runId,
    type,
    status,
    progress: run.progress,
    current_table: isOpen ? (tableOf(progress?.currentTable, progress?.step) ?? null) : null,
    tables_done: dump?.tables ?? progress?.tablesDone ?? null,
    tables_total: dump?.tables ?? progress?.tablesTotal ?? null,
    rows: dump?.rows ?? progress?.rows ?? null,
    bytes: dump?.bytes ?? progress?.bytes ?? null,
    eta_seconds: isOpen ? (progress?.etaSeconds ?? null) : null,
    message: messageOf(run, status),
    error: status === 'failed' ? (run.error?.message ?? 'the job failed') : null,
    created_at: run.startedAt,
    started_at: run.attempt === 0 && isOpen ? null : run.startedAt,
    completed_at: run.completedAt ?? null,
    source: ends?.source ?? null,
    destination: ends?.destination ?? (isJob || ends !== undefined ? null : run.pipeline),
    file: dump?.file ?? ends?.file ?? null,
    warnings: [...run.warnings],
  };
};

const statusOf = ({ status, attempt }: RunView): JobJson['status'] => {
  if (status === 'not_started') return 'skipped';
  return status === 'running' && attempt === 0 ? 'pending' : status;
};

/** A step that works on no table names itself. */
const tableOf = (current: string | undefined, step: string | undefined): string | undefined =>
  current === step || current?.includes('.') !== true ? undefined : current;

const messageOf = (run: RunView, status: JobJson['status']): string | null => {
  if (status === 'pending') return 'Waits for a worker';
  if (status === 'running') {
    const failed = run.lastFailure === undefined ? '' : `; attempt ${run.attempt}, after: ${run.lastFailure.message}`;
    return `${run.wait?.reason ?? STEPS[run.step] ?? run.step}${failed}`;
  }
  return (status === 'cancelled' ? run.error?.message : run.reason) ?? null;
};

const STEPS: Readonly<Record<string, string>> = {
  initialization: 'Begins',
  checking: 'Checks both databases',
  copying: 'Copies and proves the rows',
  exporting: 'Writes the dump',
  publishing: 'Puts it live',
  cleanup: 'Cleans up',
};
