import type { NotificationEvent } from './events.js';

/** What is sent of a happening, in the form of Standard Webhooks; nothing in it is a secret. */
export interface NotificationBody {
  /** `run.failed`, `pipeline.missed`. */
  readonly type: string;
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>> & {
    /** One sentence for people. */
    readonly text: string;
  };
}

/** One receiver is told of one happening. */
export interface Notification {
  /** `msg_` and 32 digits, from receiver, event and subject; the same in every try, and when it is sent again. */
  readonly id: string;
  readonly receiver: string;
  /** `test`: somebody wants to see whether it arrives. */
  readonly event: NotificationEvent | 'test';
  readonly subject: string;
  readonly pipeline?: string;
  readonly runId?: string;
  readonly body: NotificationBody;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

/** `pending`: not delivered yet, and tried again; `failed`: given up. */
export const NOTIFICATION_STATES = ['pending', 'delivered', 'failed'] as const;

export type NotificationState = (typeof NOTIFICATION_STATES)[number];

/** A notification and what became of it. */
export interface NotificationRecord extends Notification {
  readonly state: NotificationState;
  /** Of the latest sending. */
  readonly tries: number;
  /** When it was tried last. */
  readonly triedAt?: string;
  /** Why it is not delivered; of a delivered one, why it was not at first. */
  readonly error?: string;
}

/** What the workflow that sends a notification is started with. */
export interface NotificationInput extends Notification {
  readonly retryDelayMs: number;
  readonly retryForMs: number;
}

/** Its workflow's id is the lock: what was sent once is not sent again, but when somebody asks for that. */
export const notificationWorkflowId = ({
  receiver,
  event,
  subject,
}: Pick<Notification, 'receiver' | 'event' | 'subject'>): string => `notification/${receiver}/${event}/${subject}`;

export const NOTIFICATION_WORKFLOW = 'notification';
