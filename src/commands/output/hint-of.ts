import type { ErrorCode, StevedoreError } from '../../contracts/errors.js';

/** What to type next after this error, as a command of this program; undefined where its message says it all. */
export const hintOf = ({ code, details }: StevedoreError): string | undefined => {
  const { runId, hint } = details;
  if (typeof hint === 'string') return hint;
  if (code === 'RUN_ALREADY_RUNNING' && typeof runId === 'string') {
    return `stevedore logs ${runId} --follow shows it, stevedore cancel ${runId} stops it`;
  }
  return HINTS[code];
};

const HINTS: Partial<Record<ErrorCode, string>> = {
  UNAUTHORIZED: 'set STEVEDORE_API_KEY to the value of api.key in the configuration of the server',
  FORBIDDEN:
    'set api.key in the configuration, and STEVEDORE_API_KEY here: without a key the API serves its own machine only',
  PIPELINE_UNKNOWN: 'stevedore status lists the pipelines',
  RUN_UNKNOWN: 'stevedore status shows the latest runs',
  PIPELINE_DISABLED: 'set "enabled: true" in the configuration and restart the worker and the server',
  RUN_NOT_WAITING: 'stevedore status shows what a run waits for',
  ROLLBACK_IMPOSSIBLE: 'stevedore generations PIPELINE shows what is kept',
  TEMPORAL_UNREACHABLE: 'stevedore check shows what is missing',
  STORE_UNREACHABLE: 'stevedore check shows what is missing',
  MYSQL_UNREACHABLE: 'stevedore check shows what is missing',
};
