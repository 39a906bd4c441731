/**
 * When an error may be repeated.
 *
 * `terminal`: never; something has to be changed first.
 * `retryable`: at once by the step's retry profile, and then by a new attempt of the run.
 * `new-attempt`: by a new attempt of the run only, after its delay; the same step would meet it again a moment later.
 */
export type ErrorClass = 'terminal' | 'retryable' | 'new-attempt';

/**
 * Every error of the product: one code, one class, one meaning. A code that is stored (history, database, API) is never
 * renamed.
 */
export const ERROR_CODES = {
  CONFIG_INVALID: 'terminal',
  INTERNAL: 'retryable',
  INSTALLATION_INCOMPLETE: 'terminal',

  SFTP_UNREACHABLE: 'retryable',
  SFTP_TIMEOUT: 'retryable',
  SFTP_CONNECTION_LOST: 'retryable',
  SFTP_FAILED: 'retryable',
  SFTP_AUTH_FAILED: 'terminal',
  SFTP_HOST_KEY_MISMATCH: 'terminal',
  SFTP_HOST_KEY_UNKNOWN: 'terminal',
  SFTP_PERMISSION_DENIED: 'terminal',
  SFTP_PATH_NOT_FOUND: 'terminal',
  SFTP_PROTOCOL_UNSUPPORTED: 'terminal',

  ARCHIVE_MISSING: 'new-attempt',
  ARCHIVE_STILL_UPLOADING: 'new-attempt',
  ARCHIVE_CHANGED: 'new-attempt',
  ARCHIVE_CLAIMED_TWICE: 'terminal',
  ARCHIVE_CORRUPT: 'terminal',
  ARCHIVE_WRONG_PASSWORD: 'terminal',
  ARCHIVE_UNSUPPORTED: 'terminal',
  ARCHIVE_LIMIT_EXCEEDED: 'terminal',
  ARCHIVE_WITHOUT_DUMP: 'terminal',
  ARCHIVE_TIMEOUT: 'retryable',

  DUMP_UNKNOWN: 'terminal',
  DUMP_IN_USE: 'terminal',
  DUMP_TRUNCATED: 'terminal',
  DUMP_SYNTAX: 'terminal',
  DUMP_STATEMENT_REFUSED: 'terminal',
  DUMP_STATEMENT_TOO_LARGE: 'terminal',
  DUMP_CHARSET_UNSUPPORTED: 'terminal',
  COLLATION_UNKNOWN: 'terminal',

  TEXT_ENCODING_INVALID: 'terminal',
  FILE_FORBIDDEN: 'terminal',
  FILE_MISSING: 'new-attempt',
  FILE_CHANGED: 'new-attempt',
  FILE_EMPTY: 'terminal',
  FILE_HEADER_INVALID: 'terminal',
  COLUMN_MISSING: 'terminal',
  RESOURCE_UNKNOWN: 'terminal',
  TABLE_UNKNOWN: 'terminal',
  TABLE_UNSUITABLE: 'terminal',
  TOO_MANY_REJECTS: 'terminal',
  RECORDS_MISCOUNTED: 'terminal',

  DISK_TOO_SMALL: 'new-attempt',
  DISK_FULL: 'new-attempt',
  WORK_FILE_MISSING: 'new-attempt',

  MYSQL_UNREACHABLE: 'retryable',
  MYSQL_CONNECTION_LOST: 'retryable',
  MYSQL_LOCK_TIMEOUT: 'retryable',
  MYSQL_DEADLOCK: 'retryable',
  MYSQL_DISK_FULL: 'new-attempt',
  MYSQL_AUTH_FAILED: 'terminal',
  MYSQL_PERMISSION_DENIED: 'terminal',
  MYSQL_STATEMENT_FAILED: 'terminal',

  POSTGRES_UNREACHABLE: 'retryable',
  POSTGRES_CONNECTION_LOST: 'retryable',
  POSTGRES_STATEMENT_CANCELLED: 'retryable',
  POSTGRES_LOCK_TIMEOUT: 'retryable',
  POSTGRES_DEADLOCK: 'retryable',
  POSTGRES_DISK_FULL: 'new-attempt',
  POSTGRES_AUTH_FAILED: 'terminal',
  POSTGRES_DATABASE_UNKNOWN: 'terminal',
  POSTGRES_PERMISSION_DENIED: 'terminal',
  POSTGRES_ROW_REFUSED: 'terminal',
  POSTGRES_STATEMENT_FAILED: 'terminal',
  SNAPSHOT_LOST: 'new-attempt',
  SOURCE_UNSUITABLE: 'terminal',
  TARGET_UNSUITABLE: 'terminal',
  DESTINATION_REFUSED: 'terminal',
  DESTINATION_BUSY: 'new-attempt',
  POOLER_UNSUITABLE: 'terminal',

  LOAD_TIMEOUT: 'retryable',
  LOAD_ROWS_LOST: 'terminal',
  OBJECT_INVALID: 'terminal',
  PROOF_FAILED: 'terminal',
  FOREIGN_KEY_FROM_OUTSIDE: 'terminal',
  FOREIGN_KEY_TO_OUTSIDE: 'terminal',
  GUARD_FAILED: 'terminal',
  FENCED: 'terminal',
  PUBLISH_LOCKED: 'retryable',
  PUBLISH_INTERRUPTED: 'retryable',
  PUBLISH_DEADLINE_EXCEEDED: 'terminal',
  PUBLISH_UNCERTAIN: 'terminal',
  PUBLISH_TORN: 'terminal',
  STAGING_LOST: 'new-attempt',
  PARTITIONED_TABLE: 'terminal',
  ORIGINAL_ALREADY_PINNED: 'terminal',
  NAME_TOO_LONG: 'terminal',
  ROLLBACK_IMPOSSIBLE: 'terminal',
  LIVE_CHANGED: 'terminal',
  LIVE_MOVING: 'new-attempt',

  REDIS_UNREACHABLE: 'retryable',
  REDIS_AUTH_FAILED: 'terminal',
  REDIS_REFUSED: 'terminal',
  REDIS_FAILED: 'retryable',

  HTTP_UNREACHABLE: 'retryable',
  HTTP_FAILED: 'retryable',
  HTTP_TIMEOUT: 'retryable',
  HTTP_RATE_LIMITED: 'retryable',
  HTTP_WAIT_TOO_LONG: 'new-attempt',
  HTTP_AUTH_FAILED: 'terminal',
  HTTP_REFUSED: 'terminal',
  HTTP_ADDRESS_FORBIDDEN: 'terminal',
  HTTP_REDIRECT_REFUSED: 'terminal',
  HTTP_TOO_LARGE: 'terminal',
  PAGES_INVALID: 'terminal',
  PAGES_REPEATED: 'terminal',
  PAGES_LINK_REFUSED: 'terminal',

  CALLBACK_FAILED: 'retryable',
  CALLBACK_REFUSED: 'terminal',
  RECEIVER_UNKNOWN: 'terminal',
  NOTIFICATION_UNKNOWN: 'terminal',
  NOTIFICATION_UNDER_WAY: 'terminal',

  LOAD_GATE_GAVE_UP: 'terminal',
  LOAD_METRICS_UNREADABLE: 'retryable',
  RUN_DEADLINE_EXCEEDED: 'terminal',
  WORKER_LOST: 'retryable',

  TEMPORAL_UNREACHABLE: 'retryable',
  TEMPORAL_REFUSED: 'terminal',
  CONNECTION_UNKNOWN: 'terminal',
  DEFINITION_UNKNOWN: 'terminal',
  SECRET_UNKNOWN: 'terminal',
  SECRETS_UNAVAILABLE: 'terminal',
  PIPELINE_UNKNOWN: 'terminal',
  PIPELINE_DISABLED: 'terminal',
  SCHEDULE_MISSING: 'terminal',
  GENERATION_UNKNOWN: 'terminal',
  RUN_UNKNOWN: 'terminal',
  REJECT_UNKNOWN: 'terminal',
  REPLAY_UNKNOWN: 'terminal',
  RUN_ALREADY_RUNNING: 'terminal',
  RUN_NOT_WAITING: 'terminal',
  RUN_ENDED: 'terminal',
  RUN_NOT_REPEATABLE: 'terminal',
  TOO_MANY_WATCHERS: 'retryable',
  TOO_MANY_EXPORTS: 'retryable',
  REQUEST_INVALID: 'terminal',
  EXPORT_UNKNOWN: 'terminal',
  EXPORT_TOO_LONG: 'terminal',
  EXPORT_TOO_SLOW: 'terminal',
  RANGE_INVALID: 'terminal',
  UPLOAD_UNKNOWN: 'terminal',
  UPLOAD_TOO_LARGE: 'terminal',
  UPLOAD_INCOMPLETE: 'retryable',
  UPLOAD_REFUSED: 'terminal',
  UPLOAD_SCAN_FAILED: 'retryable',
  JOB_UNKNOWN: 'terminal',
  PROJECT_UNKNOWN: 'terminal',
  NAME_TAKEN: 'terminal',
  CONNECTION_IN_USE: 'terminal',
  SYNC_UNKNOWN: 'terminal',
  SYNC_DISABLED: 'terminal',
  API_UNREACHABLE: 'retryable',
  UNAUTHORIZED: 'terminal',
  IDEMPOTENCY_KEY_REUSED: 'terminal',
  KEY_REVOKED: 'terminal',
  KEY_EXPIRED: 'terminal',
  KEY_UNKNOWN: 'terminal',
  KEY_NAME_TAKEN: 'terminal',
  KEY_ENDED: 'terminal',
  KEY_LIMIT_REACHED: 'retryable',
  ROLE_TOO_LOW: 'terminal',
  PIPELINE_FORBIDDEN: 'terminal',
  FORBIDDEN: 'terminal',
  ROUTE_UNKNOWN: 'terminal',
  METHOD_NOT_ALLOWED: 'terminal',
  STORE_UNREACHABLE: 'retryable',
  STORE_FAILED: 'retryable',
  STORE_COPY_REFUSED: 'terminal',
  STORE_COPY_DIFFERS: 'terminal',
} as const satisfies Record<string, ErrorClass>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** JSON-safe facts that belong to an error: file, line, table, database, host. Never a secret, never a row's value. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | null>>;

export interface StevedoreErrorOptions {
  readonly details?: ErrorDetails;
  readonly cause?: unknown;
}

/**
 * The only error that crosses a room. Its code decides whether it is repeated.
 *
 * Message: the action, a colon, the state; then what fixes it. Values in double quotes, no full stop, never a secret.
 */
export class StevedoreError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, options: StevedoreErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'StevedoreError';
    this.code = code;
    this.details = options.details ?? {};
  }

  /** True if the same work may succeed later, in this step or in a new attempt. */
  get retryable(): boolean {
    return isRetryableCode(this.code);
  }
}

/** True for `retryable` and `new-attempt`: the run may succeed without a change by a person. */
export const isRetryableCode = (code: ErrorCode): boolean => ERROR_CODES[code] !== 'terminal';

/** The codes that a step's retry profile must not repeat, although a new attempt of the run may heal them. */
export const codesForNewAttempt = (): ErrorCode[] =>
  Object.keys(ERROR_CODES).filter(
    (code): code is ErrorCode => isErrorCode(code) && ERROR_CODES[code] === 'new-attempt',
  );

export const isErrorCode = (value: unknown): value is ErrorCode => typeof value === 'string' && value in ERROR_CODES;

/** Recognises our errors also when two copies of this module are loaded (a test and the built product). */
export const isStevedoreError = (error: unknown): error is StevedoreError =>
  error instanceof Error && error.name === 'StevedoreError' && isErrorCode((error as Partial<StevedoreError>).code);
