import type { Wait } from '../../contracts/runs/wait.js';
import type { RunView } from './join-run.js';
import { viewOfKind } from './run-kinds.js';
import type { RunJson, WaitJson } from './run-schema.js';

/** A run as the API returns it. */
export const runJson = (run: RunView): RunJson => ({
  run_id: run.runId,
  kind: run.kind,
  action: run.action ?? null,
  workflow_id: run.workflowId,
  pipeline: run.pipeline,
  status: run.status,
  trigger: run.trigger ?? null,
  started_by: run.startedBy ?? null,
  retry_of: run.retryOf ?? null,
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
  detail: null,
  ...viewOfKind(run.kind).json(run.snapshot, {
    runId: run.runId,
    running: run.activities.flatMap(({ progress }) => (progress === undefined ? [] : [progress])),
  }),
  activities: run.activities.map(({ type, attempt, progress, lastFailure, heartbeatAgeMs }) => ({
    type,
    part: progress?.part ?? null,
    database: progress?.part ?? null,
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
