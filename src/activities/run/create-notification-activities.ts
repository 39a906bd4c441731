import { activityInfo } from '@temporalio/activity';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import type { NotificationInput } from '../../contracts/notifications/notification.js';
import { formatBody } from '../../notifications/format-body.js';
import { sendWebhook } from '../../notifications/send-webhook.js';
import type { NotificationDelivery } from '../../store/notifications/notification-stores.js';
import type { ActivityDeps } from '../activity-deps.js';
import { withProgress } from './with-progress.js';

export interface GivenUpRequest {
  readonly notification: NotificationInput;
  readonly error: { readonly code: string; readonly message: string };
}

export interface DeliveredRequest {
  readonly notification: NotificationInput;
  readonly sent: SentNotification;
}

/** What the sending of a notification leaves to be recorded. */
export interface SentNotification {
  readonly tries: number;
  /** ISO 8601. */
  readonly deliveredAt: string;
}

/** The activities that tell receivers of what has happened. */
export const createNotificationActivities = (deps: ActivityDeps) => ({
  /**
   * Posts a notification to its receiver, once; the input of its workflow says how often. The store knows after each
   * try that failed why; a store that is away holds nothing up. How it ended is for the two steps below.
   * Key: the webhook's id, which is the same in every try. Heartbeat: liveness only. Left behind: nothing. Terminal:
   * RECEIVER_UNKNOWN, CALLBACK_REFUSED, HTTP_ADDRESS_FORBIDDEN, HTTP_REDIRECT_REFUSED.
   */
  sendNotification: (notification: NotificationInput): Promise<SentNotification> =>
    withProgress('cleanup', '', async ({ signal }) => {
      const { attempt: tries } = activityInfo();
      try {
        await send(deps, notification, signal);
      } catch (error) {
        await note(deps, notification, { tries, error: textOf(error, deps.redact) });
        throw error;
      }
      return { tries, deliveredAt: new Date().toISOString() };
    }),

  /**
   * Notes that a notification has arrived.
   * Key: the webhook's id. Heartbeat: none. Left behind: nothing. Terminal: none.
   */
  recordDelivery: ({ notification, sent: { tries, deliveredAt } }: DeliveredRequest): Promise<void> =>
    deps.store.notifications.note(notification, { state: 'delivered', tries, triedAt: deliveredAt }),

  /**
   * Notes that a notification was given up.
   * Key: the webhook's id. Heartbeat: none. Left behind: nothing. Terminal: none.
   */
  giveUpNotification: async ({ notification, error: { code, message } }: GivenUpRequest): Promise<void> => {
    const known = await deps.store.notifications.get(notification.id);
    // A time-out says less than the last try did.
    const error = code === 'TIMEOUT' && known?.error !== undefined ? {} : { error: `${code}: ${deps.redact(message)}` };
    await deps.store.notifications.note(notification, {
      state: 'failed',
      tries: known?.tries ?? 0,
      triedAt: known?.triedAt ?? new Date().toISOString(),
      ...error,
    });
  },
});

export type NotificationActivities = ReturnType<typeof createNotificationActivities>;

const send = async (
  { settings }: ActivityDeps,
  { id, receiver: name, body }: NotificationInput,
  signal: AbortSignal,
): Promise<void> => {
  const receiver = settings.notifications.find((one) => one.name === name);
  if (receiver === undefined) {
    throw new StevedoreError(
      'RECEIVER_UNKNOWN',
      `Cannot notify "${name}": "notifications" of the configuration has no such receiver; add it, and send it again`,
    );
  }
  await sendWebhook(settings.network, receiver, {
    action: `Cannot notify "${name}" at`,
    id,
    body: formatBody(receiver.format, body),
    signal,
  });
};

/** Only what is shown while it is tried still. */
const note = async (
  { store }: ActivityDeps,
  notification: NotificationInput,
  delivery: Omit<NotificationDelivery, 'state' | 'triedAt'>,
): Promise<void> => {
  const triedAt = new Date().toISOString();
  await store.notifications.note(notification, { ...delivery, state: 'pending', triedAt }).catch(() => undefined);
};

const textOf = (error: unknown, redact: (text: string) => string): string =>
  isStevedoreError(error) ? `${error.code}: ${redact(error.message)}` : 'INTERNAL: an internal error';
