import type { NotificationEvent } from './events.js';

/** Something that receivers may be told of; its texts may come from outside, and are redacted before they are told. */
export interface Happening {
  readonly event: NotificationEvent;
  /** What a receiver is told of that does not want to know of the event itself. */
  readonly orElse?: NotificationEvent;
  /** With receiver and event it makes out one notification: a run's id, or the pipeline and a time. */
  readonly subject: string;
  readonly pipeline: string;
  readonly kind: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** A run's. */
  readonly runId?: string;
  readonly startedAt?: string;
  readonly attempts?: number;
  readonly generation?: number;
  /** Why it was skipped, waits, or raises an alert. */
  readonly reason?: string;
  readonly error?: { readonly code: string; readonly message: string };
  readonly warnings?: readonly string[];
}

/**
 * Tells the receivers that want to know, each of them once, however often it is called. Never throws: what cannot be
 * told is logged.
 */
export type Notify = (happening: Happening) => Promise<void>;
