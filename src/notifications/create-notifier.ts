import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Happening, Notify } from '../contracts/notifications/happening.js';
import type { Notification, NotificationInput, NotificationRecord } from '../contracts/notifications/notification.js';
import type { ReceiverSettings } from '../contracts/notifications/receiver-settings.js';
import type { Logger } from '../contracts/logger.js';
import type { ChosenReceiver } from './choose-receivers-rules.js';
import { chooseReceivers } from './choose-receivers-rules.js';
import { notificationBody } from './notification-body-rules.js';

export interface NotifierDeps {
  readonly receivers: readonly ReceiverSettings[];
  readonly redact: (text: string) => string;
  /** Keeps a notification that is about to be sent; one that is kept already stays as it is. */
  readonly kept: {
    readonly add: (notification: Notification) => Promise<void>;
    readonly get: (id: string) => Promise<Pick<NotificationRecord, 'state'> | undefined>;
  };
  /** Starts the sending; does nothing where it was started before. */
  readonly start: (input: NotificationInput) => Promise<unknown>;
  readonly logger: Logger;
  /** Between the tries of a start. @default 1 s and 5 s */
  readonly pausesMs?: readonly number[];
}

/**
 * Creates what tells receivers of what happens; see `Notify`. The sending itself is a workflow, which Temporal keeps
 * until the receiver has answered: this only starts it, once for each receiver, event and subject.
 * Temporal forgets what has ended after its retention; what the store has as ended is not started again either. That
 * nothing was imported is noticed every few minutes while it is so, and maybe for longer than Temporal's retention: it
 * is not sent while the store cannot say whether it was told.
 */
export const createNotifier =
  ({ receivers, redact, kept, start, logger, pausesMs = PAUSES_MS }: NotifierDeps): Notify =>
  async (happening) => {
    const keep = async (notification: Notification) => {
      await kept.add(notification);
      return kept.get(notification.id);
    };
    const tell = async ({ receiver, event }: ChosenReceiver): Promise<void> => {
      const notification = notificationOf(receiver.name, event, happening, redact);
      const about = { receiver: receiver.name, event, pipeline: happening.pipeline, run: happening.runId };
      // The list may lack it for a while: the sending is what counts, and enters it with the first try.
      const known = await keep(notification).catch((err: unknown) => {
        logger.warn({ err, ...about }, 'Cannot keep a notification');
        return event === 'nothing_imported' ? 'noticed again' : undefined;
      });
      if (known === 'noticed again' || known?.state === 'delivered' || known?.state === 'failed') return;
      await startPatiently(() => start(inputOf(notification, receiver)), pausesMs).catch((err: unknown) =>
        logger.error({ err, ...about }, 'Cannot send a notification: Temporal does not take it'),
      );
    };
    await Promise.all(chooseReceivers(receivers, happening).map(tell));
  };

/** A notification with how often it is tried. */
export const inputOf = (notification: Notification, receiver: ReceiverSettings): NotificationInput => ({
  ...notification,
  retryDelayMs: receiver.retryDelayMs,
  retryForMs: receiver.retryForMs,
});

/** The id of a notification; see `Notification.id`. */
export const notificationId = (receiver: string, event: string, subject: string): string => {
  const digest = createHash('sha256')
    .update(JSON.stringify([receiver, event, subject]))
    .digest('hex');
  return `msg_${digest.slice(0, 32)}`;
};

const notificationOf = (
  receiver: string,
  event: Happening['event'],
  happening: Happening,
  redact: (text: string) => string,
): Notification => {
  const { subject, pipeline, runId } = happening;
  return {
    id: notificationId(receiver, event, subject),
    receiver,
    event,
    subject,
    pipeline,
    ...(runId === undefined ? {} : { runId }),
    body: notificationBody(event, happening, redact),
    createdAt: new Date().toISOString(),
  };
};

/** Temporal is there a moment later, or `watchUntried` of the server starts it some minutes later. */
const startPatiently = async (start: () => Promise<unknown>, pausesMs: readonly number[]): Promise<void> => {
  for (const pauseMs of pausesMs) {
    try {
      await start();
      return;
    } catch {
      await sleep(pauseMs);
    }
  }
  await start();
};

const PAUSES_MS = [1_000, 5_000];
