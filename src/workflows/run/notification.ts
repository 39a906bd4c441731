import { CancellationScope } from '@temporalio/workflow';
import type { NotificationActivities } from '../../activities/run/create-notification-activities.js';
import type { NotificationInput } from '../../contracts/notifications/notification.js';
import { describeFailure } from './failures.js';
import { HEARTBEAT_TIMEOUT, LAST_WORDS, NEVER, WAIT } from './profiles.js';
import { proxySteps } from './proxy-steps.js';
import { NOTIFICATION_TITLES } from './step-titles.js';

const lastWords = proxySteps<NotificationActivities>(NOTIFICATION_TITLES, LAST_WORDS);

/**
 * Tells one receiver of one happening, as often as it takes until it has answered, or its time is over. Nothing else
 * waits for it, and no run fails because of it.
 */
export async function notification(input: NotificationInput): Promise<{ readonly tries: number }> {
  const sending = proxySteps<NotificationActivities>(NOTIFICATION_TITLES, {
    ...WAIT,
    startToCloseTimeout: '1 minute',
    scheduleToCloseTimeout: input.retryForMs,
    heartbeatTimeout: HEARTBEAT_TIMEOUT,
    retry: {
      // Temporal refuses a first interval beyond the longest: such a workflow would never go on.
      initialInterval: Math.min(input.retryDelayMs, LONGEST_INTERVAL_MS),
      backoffCoefficient: 3,
      maximumInterval: LONGEST_INTERVAL_MS,
      nonRetryableErrorTypes: NEVER,
    },
  });
  try {
    return await sending.sendNotification(input);
  } catch (error) {
    const { code, message } = describeFailure(error);
    await CancellationScope.nonCancellable(() =>
      lastWords.giveUpNotification({ notification: input, error: { code, message } }),
    ).catch(() => undefined);
    throw error;
  }
}

const LONGEST_INTERVAL_MS = 3_600_000;
