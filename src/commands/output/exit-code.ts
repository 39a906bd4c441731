import type { RunJson } from '../../api/runs/run-schema.js';
import type { ErrorCode } from '../../contracts/errors.js';
import { isStevedoreError } from '../../contracts/errors.js';

/** What the process answers to a script. */
export const EXIT = {
  success: 0,
  failed: 1,
  usage: 2,
  skipped: 3,
  cancelled: 4,
  stillWaiting: 5,
  interrupted: 130,
} as const;

/** Of a run that was waited for. */
export const exitCodeOfRun = (status: RunJson['status']): number => OF_RUN[status];

/** 2 where the request or the configuration is wrong, 1 for all else. */
export const exitCodeOfError = (error: unknown): number =>
  isStevedoreError(error) && USAGE.includes(error.code) ? EXIT.usage : EXIT.failed;

const OF_RUN: Readonly<Record<RunJson['status'], number>> = {
  success: EXIT.success,
  failed: EXIT.failed,
  skipped: EXIT.skipped,
  cancelled: EXIT.cancelled,
  running: EXIT.stillWaiting,
  not_started: EXIT.failed,
};

const USAGE: readonly ErrorCode[] = [
  'CONFIG_INVALID',
  'REQUEST_INVALID',
  'PIPELINE_UNKNOWN',
  'RUN_UNKNOWN',
  'RESOURCE_UNKNOWN',
  'TABLE_UNKNOWN',
  'PROJECT_UNKNOWN',
  'CONNECTION_UNKNOWN',
  'CONNECTION_IN_USE',
  'NAME_TAKEN',
  'REJECT_UNKNOWN',
  'UNAUTHORIZED',
  'IDEMPOTENCY_KEY_REUSED',
  'KEY_REVOKED',
  'KEY_EXPIRED',
  'KEY_UNKNOWN',
  'KEY_NAME_TAKEN',
  'KEY_ENDED',
  'ROLE_TOO_LOW',
  'PIPELINE_FORBIDDEN',
  'FORBIDDEN',
  'ROUTE_UNKNOWN',
  'METHOD_NOT_ALLOWED',
];
