/**
 * What a receiver can be told of: how a run ended, that it ended with warnings, that it waits to publish; that nothing
 * was imported for longer than `alert_after`, or a start was missed.
 */
export const NOTIFICATION_EVENTS = [
  'success',
  'skipped',
  'failed',
  'cancelled',
  'warning',
  'parked',
  'nothing_imported',
  'missed',
] as const;

export type NotificationEvent = (typeof NOTIFICATION_EVENTS)[number];

/** What a receiver is told of that does not say it: what a person has to look at. */
export const USUAL_EVENTS: readonly NotificationEvent[] = ['failed', 'warning', 'parked', 'nothing_imported', 'missed'];
