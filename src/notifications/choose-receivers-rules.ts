import type { NotificationEvent } from '../contracts/notifications/events.js';
import type { Happening } from '../contracts/notifications/happening.js';
import type { ReceiverSettings } from '../contracts/notifications/receiver-settings.js';

export interface ChosenReceiver {
  readonly receiver: ReceiverSettings;
  readonly event: NotificationEvent;
}

/**
 * Who is told of a happening, and as what. Nobody is told twice of one: of an end with warnings as `warning` where the
 * receiver wants that, else as `success`.
 */
export const chooseReceivers = (
  receivers: readonly ReceiverSettings[],
  { event, orElse, pipeline }: Pick<Happening, 'event' | 'orElse' | 'pipeline'>,
): readonly ChosenReceiver[] =>
  receivers.flatMap((receiver) => {
    const wanted = receiver.byPipeline[pipeline] ?? receiver.events;
    const told = [event, orElse].find((one) => one !== undefined && wanted.includes(one));
    return told === undefined ? [] : [{ receiver, event: told }];
  });
