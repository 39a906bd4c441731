import type { Notification } from '../../contracts/notifications/notification.js';
import type { ReceiverSettings } from '../../contracts/notifications/receiver-settings.js';

/** What the routes of notifications need beside the store. */
export interface NotificationDeps {
  readonly receivers: readonly ReceiverSettings[];
  /** Starts the sending, also of what was sent before; `known` where it is under way. */
  readonly send: (notification: Notification, receiver: ReceiverSettings) => Promise<'started' | 'known'>;
  /** The id of what is sent to a receiver. */
  readonly idOf: (receiver: string, event: string, subject: string) => string;
}
