import type { z } from 'zod';
import type { NotificationEvent } from '../../contracts/notifications/events.js';
import type { ReceiverSettings } from '../../contracts/notifications/receiver-settings.js';
import { nearestName } from '../document/nearest-name.js';
import type { Path } from '../document/problems.js';
import { defined } from '../fields/defined.js';
import type { LoadContext } from '../load-context.js';
import type { receiversBlock } from './receivers-block.js';

/** A pipeline as far as receivers are concerned. */
export interface ToldPipeline {
  readonly name: string;
  /** Where its block stands in the file. */
  readonly path: Path;
  /** Its key `notifications`. */
  readonly told: Readonly<Record<string, readonly NotificationEvent[]>>;
}

/** Who is told of what. Refuses receivers that a pipeline names and nobody declares. */
export const receiverSettings = (
  receivers: z.output<typeof receiversBlock>,
  pipelines: readonly ToldPipeline[],
  { problems }: Pick<LoadContext, 'problems'>,
): ReceiverSettings[] => {
  const known = Object.keys(receivers);
  for (const { path, told } of pipelines) {
    for (const name of Object.keys(told).filter((one) => !known.includes(one))) {
      const meant = nearestName(name, known);
      const advice = meant === undefined ? '' : `: did you mean "${meant}"?`;
      problems.add([...path, 'notifications', name], `names no receiver of "notifications"${advice}`, { onKey: true });
    }
  }
  return Object.entries(receivers).map(([name, receiver]) => ({
    name,
    url: receiver.url,
    ...defined({ secret: receiver.secret, token: receiver.token }),
    format: receiver.format,
    events: receiver.events,
    byPipeline: Object.fromEntries(
      pipelines.flatMap((pipeline) => {
        const events = pipeline.told[name];
        return events === undefined ? [] : [[pipeline.name, events]];
      }),
    ),
    retryDelayMs: receiver.retry_delay,
    retryForMs: receiver.retry_for,
  }));
};
