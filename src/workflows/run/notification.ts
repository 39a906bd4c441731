import { CancellationScope } from '@temporalio/workflow';
import type { NotificationActivities, SentNotification } from '../../activities/run/create-notification-activities.js';
import type { NotificationInput } from '../../contracts/notifications/notification.js';
import { describeFailure } from './failures.js';
import { HEARTBEAT_TIMEOUT, NEVER, WAIT } from './profiles.js';
import { proxySteps } from './proxy-steps.js';
import { NOTIFICATION_TITLES } from './step-titles.js';

/** The store may be away for long: what stands there of a notification is to become right all the same. */
const recording = proxySteps<NotificationActivities>(NOTIFICATION_TITLES, {
  ...WAIT,
  startToCloseTimeout: '1 minute',
  scheduleToCloseTimeout: '24 hours',
  retry: { initialInterval: '1s', maximumInterval: '5 minutes', nonRetryableErrorTypes: NEVER },
});

/**
 * Tells one receiver of one happening, as often as it takes until it has answered, or its time is over. Nothing else
 * waits for it, and no run fails because of it.
 */
export async function notification(input: NotificationInput): Promise<SentNotification> {
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
  let sent: SentNotification;
  try {
    sent = await sending.sendNotification(input);
  } catch (error) {
    const { code, message } = describeFailure(error);
    await CancellationScope.nonCancellable(() =>
      recording.giveUpNotification({ notification: input, error: { code, message } }),
    ).catch(() => undefined);
    throw error;
  }
  await CancellationScope.nonCancellable(() => recording.recordDelivery({ notification: input, sent }));
  return sent;
}

const LONGEST_INTERVAL_MS = 3_600_000;
