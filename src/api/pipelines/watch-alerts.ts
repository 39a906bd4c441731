import type { Happening, Notify } from '../../contracts/notifications/happening.js';
import type { PipelineSettings } from '../../contracts/kinds.js';
import type { Logger } from '../../contracts/logger.js';
import { keepLooking } from '../request/keep-looking.js';
import type { PipelineAlert } from './pipeline-alerts.js';
import type { ReadAlerts } from './read-alerts.js';

/**
 * Logs each alert once when it begins and once when it ends, and tells receivers of what no run tells. Checks every
 * five minutes, first after one; never keeps a process alive.
 */
export const watchAlerts = (
  pipelines: readonly PipelineSettings[],
  readAlerts: ReadAlerts,
  logger: Logger,
  { everyMs = 300_000, notify }: { readonly everyMs?: number; readonly notify?: Notify } = {},
): (() => void) => {
  const told = new Map<string, string>();
  const look = async (pipeline: PipelineSettings): Promise<void> => {
    const alerts = await readAlerts(pipeline);
    // Each time: what was told is not told again, also where another server has told it.
    for (const happening of alerts.flatMap((alert) => happeningsOf(pipeline, alert))) await notify?.(happening);
    const text = alerts.map(({ message }) => message).join('; ');
    if (text === (told.get(pipeline.name) ?? '')) return;
    told.set(pipeline.name, text);
    if (text === '') logger.info({ pipeline: pipeline.name }, 'All alerts are over');
    for (const { kind, since, message } of alerts)
      logger.warn({ pipeline: pipeline.name, alert: kind, since }, message);
  };
  const lookAtOne = (pipeline: PipelineSettings): Promise<void> =>
    look(pipeline).catch((err: unknown) => logger.warn({ err, pipeline: pipeline.name }, 'Cannot look for alerts'));
  return keepLooking(
    async () => void (await Promise.all(pipelines.map(lookAtOne))),
    everyMs,
    (err) => logger.warn({ err }, 'Cannot look for alerts'),
    Math.min(60_000, everyMs),
  );
};

/** A failed run tells of itself; since when a target is away is what each server sees for itself. */
const happeningsOf = (
  { name, kind: ofKind }: PipelineSettings,
  { kind, since, message }: PipelineAlert,
): Happening[] => {
  if (kind === 'failed' || kind === 'target_away') return [];
  const at = new Date().toISOString();
  return [{ event: kind, subject: `${name}/${since}`, pipeline: name, kind: ofKind, at, reason: message }];
};
