import type { ActivityOptions } from '@temporalio/workflow';
import { codesForNewAttempt } from '../../contracts/errors.js';
import type { RunActivities } from '../../activities/run/create-run-activities.js';
import { proxySteps } from './proxy-steps.js';
import { RUN_TITLES } from './step-titles.js';

/**
 * The retry profiles that every kind uses. A restart of a worker costs one try, graceful or not, so every profile has
 * tries to spare and is bounded by time.
 *
 * Every proxy waits for its activity to have really stopped after a cancel: with the default a loader would write on
 * after the run has closed and its id is free.
 */
export const WAIT = { cancellationType: 'WAIT_CANCELLATION_COMPLETED' } as const satisfies ActivityOptions;

/** Not retried as a step: a result that Temporal cannot store, and what only a new attempt of the run can heal. */
export const NEVER = ['PayloadsTooLarge', ...codesForNewAttempt()];

/** For steps that may run before the run knows its configuration; they send a heartbeat every two seconds. */
export const HEARTBEAT_TIMEOUT = '30s';

/** Short reads and writes of records: any worker, a minute each. */
export const QUICK = {
  ...WAIT,
  startToCloseTimeout: '1 minute',
  scheduleToCloseTimeout: '15 minutes',
  retry: { initialInterval: '1s', maximumInterval: '30s', maximumAttempts: 10, nonRetryableErrorTypes: NEVER },
} satisfies ActivityOptions;

/** Needs no worker that is quick to answer, and must not hold a run for one that is gone. */
export const LAST_WORDS = {
  ...WAIT,
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: { initialInterval: '1s', maximumInterval: '10s', maximumAttempts: 5, nonRetryableErrorTypes: NEVER },
} satisfies ActivityOptions;

/** The steps that every run has. */
export const quick = proxySteps<RunActivities>(RUN_TITLES, QUICK);
export const lastWords = proxySteps<RunActivities>(RUN_TITLES, LAST_WORDS);
