import type { Wait } from '../../contracts/runs.js';
import type { RunView } from './join-run.js';

/** A run in `/api/v1/runs`: names as in seed 000, null where something is unknown. */
export interface RunJson {
  readonly run_id: string;
  readonly workflow_id: string;
  readonly pipeline: string;
  readonly status: RunView['status'];
  readonly trigger: string | null;
  readonly started_by: string | null;
  readonly started_at: string;
  readonly completed_at: string | null;
  /** 0 before the first attempt. */
  readonly attempt: number;
  readonly max_attempts: number;
  readonly current_step: string;
  readonly progress: number;
  /** What the run waits for; `proceed` cuts it short, and `publish-now` where `kind` is `publish`. */
  readonly wait: WaitJson | null;
  readonly reason: string | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  /** What ended the attempt before. */
  readonly last_failure: { readonly code: string; readonly message: string } | null;
  readonly generation: number | null;
  readonly warnings: readonly string[];
  readonly files: {
    readonly remote: readonly { filename: string; size: number; mod_time: string; is_newer: boolean }[];
    readonly downloaded: readonly string[];
    readonly extracted: readonly string[];
    readonly imported: readonly string[];
  };
  readonly activities: readonly ActivityJson[];
  /** The workflow's next step failed several times: see Temporal's Web UI. */
  readonly stuck: boolean;
}

export interface WaitJson {
  readonly id: number;
  /** `load`, `retry` or `publish`. */
  readonly kind: string;
  readonly reason: string;
  readonly until: string;
  /** The connections that hold the locks of the publish, the oldest first; at most three. */
  readonly blockers: readonly {
    readonly id: number;
    readonly user: string | null;
    readonly host: string | null;
    readonly age_seconds: number | null;
    /** `SELECT`, `idle in transaction`, … */
    readonly doing: string | null;
    readonly table: string | null;
    /** False where it is only the likely one. */
    readonly certain: boolean;
  }[];
}

export interface ActivityJson {
  readonly type: string;
  readonly database: string | null;
  readonly step: string | null;
  /** Bytes. */
  readonly done: number | null;
  readonly total: number | null;
  readonly detail: string | null;
  readonly attempt: number;
  readonly last_failure: string | null;
  readonly heartbeat_age_ms: number | null;
}

export const runJson = (run: RunView): RunJson => ({
  run_id: run.runId,
  workflow_id: run.workflowId,
  pipeline: run.pipeline,
  status: run.status,
  trigger: run.trigger ?? null,
  started_by: run.startedBy ?? null,
  started_at: run.startedAt,
  completed_at: run.completedAt ?? null,
  attempt: run.attempt,
  max_attempts: run.maxAttempts,
  current_step: run.step,
  progress: run.progress,
  wait: run.wait === undefined ? null : waitJson(run.wait),
  reason: run.reason ?? null,
  error: run.error ?? null,
  last_failure: run.lastFailure === undefined ? null : { code: run.lastFailure.code, message: run.lastFailure.message },
  generation: run.generation ?? null,
  warnings: run.warnings,
  files: {
    remote: run.files.remote.map(({ filename, size, modTime, isNewer }) => ({
      filename,
      size,
      mod_time: modTime,
      is_newer: isNewer,
    })),
    downloaded: run.files.downloaded,
    extracted: run.files.extracted,
    imported: run.files.imported,
  },
  activities: run.activities.map(({ type, attempt, progress, lastFailure, heartbeatAgeMs }) => ({
    type,
    database: progress?.database ?? null,
    step: progress?.step ?? null,
    done: progress?.done ?? null,
    total: progress?.total ?? null,
    detail: progress?.detail ?? null,
    attempt,
    last_failure: lastFailure ?? null,
    heartbeat_age_ms: heartbeatAgeMs ?? null,
  })),
  stuck: run.stuck,
});

const waitJson = ({ id, kind, reason, until, blockers = [] }: Wait): WaitJson => ({
  id,
  kind,
  reason,
  until,
  blockers: blockers.map(({ id: connection, user, host, ageSeconds, doing, table, certain }) => ({
    id: connection,
    user: user ?? null,
    host: host ?? null,
    age_seconds: ageSeconds ?? null,
    doing: doing ?? null,
    table: table ?? null,
    certain,
  })),
});
