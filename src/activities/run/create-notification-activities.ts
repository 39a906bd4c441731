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

/** The activities that tell receivers of what has happened. */
export const createNotificationActivities = (deps: ActivityDeps) => ({
  /**
   * Posts a notification to its receiver, once; the input of its workflow says how often. The store knows after each
   * try what became of it; a store that is away holds nothing up.
   * Key: the webhook's id, which is the same in every try. Heartbeat: liveness only. Left behind: nothing. Terminal:
   * RECEIVER_UNKNOWN, CALLBACK_REFUSED, HTTP_ADDRESS_FORBIDDEN, HTTP_REDIRECT_REFUSED.
   */
  sendNotification: (notification: NotificationInput): Promise<{ readonly tries: number }> =>
    withProgress('cleanup', '', async ({ signal }) => {
      const { attempt: tries } = activityInfo();
      try {
        await send(deps, notification, signal);
      } catch (error) {
        await note(deps, notification, { state: 'pending', tries, error: textOf(error, deps.redact) });
        throw error;
      }
      await note(deps, notification, { state: 'delivered', tries });
      return { tries };
    }),

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

const note = async (
  { store }: ActivityDeps,
  notification: NotificationInput,
  delivery: Omit<NotificationDelivery, 'triedAt'>,
): Promise<void> => {
  const triedAt = new Date().toISOString();
  await store.notifications.note(notification, { ...delivery, triedAt }).catch(() => undefined);
};

const textOf = (error: unknown, redact: (text: string) => string): string =>
  isStevedoreError(error) ? `${error.code}: ${redact(error.message)}` : 'INTERNAL: an internal error';
