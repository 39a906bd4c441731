import type {
  Notification,
  NotificationRecord,
  NotificationState,
} from '../../contracts/notifications/notification.js';

/** What receivers are told of, and what became of it. */
export interface NotificationStore {
  /** Adds one that is about to be sent; one that is there stays as it is. */
  add(notification: Notification): Promise<void>;
  /** Notes what became of the latest try, and adds the notification where it is missing. */
  note(notification: Notification, delivery: NotificationDelivery): Promise<void>;
  get(id: string): Promise<NotificationRecord | undefined>;
  /** Newest first. */
  list(query?: NotificationQuery): Promise<NotificationPage>;
}

export interface NotificationDelivery {
  readonly state: NotificationState;
  readonly tries: number;
  /** ISO 8601. */
  readonly triedAt: string;
  /** The one of before stays where none is given. */
  readonly error?: string;
}

export interface NotificationQuery {
  readonly pipeline?: string;
  /** Of these only. @default all, and those of none */
  readonly pipelines?: readonly string[];
  readonly runId?: string;
  readonly state?: NotificationState;
  /** @default 50, at most 500 */
  readonly limit?: number;
  /** `next` of the previous page. */
  readonly before?: number;
}

export interface NotificationPage {
  readonly notifications: readonly NotificationRecord[];
  /** Absent on the last page. */
  readonly next?: number;
}
