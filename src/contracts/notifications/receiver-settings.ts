import type { NotificationEvent } from './events.js';

/** In which form a receiver reads what it is told: Standard Webhooks, or what Slack and Microsoft Teams show. */
export const NOTIFICATION_FORMATS = ['standard', 'slack', 'teams'] as const;

export type NotificationFormat = (typeof NOTIFICATION_FORMATS)[number];

/** Who is told of what happens, by webhook. */
export interface ReceiverSettings {
  readonly name: string;
  /** A secret: addresses of chats have a token in them. */
  readonly url: string;
  /** Signs what is sent. @default nothing is signed */
  readonly secret?: string;
  /** Sent as a bearer token. @default none */
  readonly token?: string;
  readonly format: NotificationFormat;
  /** Of pipelines that do not say otherwise. */
  readonly events: readonly NotificationEvent[];
  /** What pipelines say otherwise, by name. */
  readonly byPipeline: Readonly<Record<string, readonly NotificationEvent[]>>;
  /** Between the first try and the second; three times as long with each further one, at most an hour. */
  readonly retryDelayMs: number;
  /** Then it is given up. */
  readonly retryForMs: number;
}
