import type { ErrorCode, StevedoreError } from '../../contracts/errors.js';

/** What to type next after this error, as a command; undefined if its message suffices. */
export const hintOf = ({ code, details }: StevedoreError): string | undefined => {
  const { runId, hint } = details;
  if (typeof hint === 'string') return hint;
  if (code === 'RUN_ALREADY_RUNNING' && typeof runId === 'string') {
    return `stevedore watch ${runId} follows it, stevedore cancel ${runId} stops it`;
  }
  return HINTS[code];
};

const HINTS: Partial<Record<ErrorCode, string>> = {
  UNAUTHORIZED:
    'set STEVEDORE_API_KEY to a key of "stevedore keys create", or to api.key in the configuration of the server',
  KEY_REVOKED: 'set STEVEDORE_API_KEY to another key; an admin makes one with "stevedore keys create"',
  KEY_EXPIRED: 'set STEVEDORE_API_KEY to another key; an admin makes one with "stevedore keys create"',
  KEY_UNKNOWN: 'stevedore keys list shows the keys',
  KEY_NAME_TAKEN: 'stevedore keys list shows the keys',
  KEY_LIMIT_REACHED: 'try again in a minute, or set STEVEDORE_API_KEY to a key with a higher limit',
  DUMP_IN_USE: 'stevedore runs shows who reads it; wait for its end, or cancel it',
  KEY_ENDED: 'stevedore keys list --all shows which one took its place',
  ROLE_TOO_LOW: 'set STEVEDORE_API_KEY to a key of that role',
  PIPELINE_FORBIDDEN: 'set STEVEDORE_API_KEY to a key for that pipeline',
  FORBIDDEN:
    'set api.key in the configuration, and STEVEDORE_API_KEY here: without a key the API serves its own machine only',
  PIPELINE_UNKNOWN: 'stevedore status lists the pipelines',
  RUN_UNKNOWN: 'stevedore runs lists the runs',
  REJECT_UNKNOWN: 'stevedore rejects RUN lists the rejects of a run',
  NOTIFICATION_UNKNOWN: 'stevedore notifications list shows what was told to whom',
  PIPELINE_DISABLED: 'set "enabled: true" in the configuration and restart the worker and the server',
  CONNECTION_UNKNOWN: 'stevedore connections list shows the connections',
  PROJECT_UNKNOWN: 'stevedore project list shows the projects',
  JOB_UNKNOWN: 'stevedore runs lists the runs',
  DUMP_UNKNOWN: 'stevedore dump DATABASE writes one; it lies in sync.dump_directory of the worker',
  SYNC_UNKNOWN: 'stevedore sources status says how many syncs there are',
  GENERATION_UNKNOWN: 'stevedore generations PIPELINE shows what is kept',
  SECRETS_UNAVAILABLE: 'set secrets.key in the configuration (openssl rand -base64 32), and restart',
  SECRET_UNKNOWN: 'give it again: stevedore project import FILE',
  IDEMPOTENCY_KEY_REUSED: 'type the command again',
  RUN_NOT_REPEATABLE: 'stevedore run PIPELINE starts a new run',
  RUN_ENDED: 'stevedore runs lists the runs',
  WORKER_LOST: 'start one with "stevedore worker", or all of it with "stevedore dev"',
  TEMPORAL_REFUSED: 'stevedore check shows what is missing',
  POSTGRES_UNREACHABLE: 'stevedore check shows what is missing',
  RUN_NOT_WAITING: 'stevedore status shows what a run waits for',
  ROLLBACK_IMPOSSIBLE: 'stevedore generations PIPELINE shows what is kept',
  TEMPORAL_UNREACHABLE: 'stevedore check shows what is missing',
  STORE_UNREACHABLE: 'stevedore check shows what is missing',
  MYSQL_UNREACHABLE: 'stevedore check shows what is missing',
};
