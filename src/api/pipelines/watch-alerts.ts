import type { PipelineSettings } from '../../contracts/kinds.js';
import type { Logger } from '../../contracts/logger.js';
import type { ReadAlerts } from './read-alerts.js';

/**
 * Logs each alert once when it begins and once when it ends. Checks every five minutes, first after one; never keeps a
 * process alive.
 */
export const watchAlerts = (
  pipelines: readonly PipelineSettings[],
  readAlerts: ReadAlerts,
  logger: Logger,
  everyMs = 300_000,
): (() => void) => {
  const told = new Map<string, string>();
  const look = async (pipeline: PipelineSettings): Promise<void> => {
    const alerts = await readAlerts(pipeline);
    const text = alerts.map(({ message }) => message).join('; ');
    if (text === (told.get(pipeline.name) ?? '')) return;
    told.set(pipeline.name, text);
    if (text === '') logger.info({ pipeline: pipeline.name }, 'All alerts are over');
    for (const { kind, since, message } of alerts)
      logger.warn({ pipeline: pipeline.name, alert: kind, since }, message);
  };
  const lookAtAll = (): void => {
    for (const pipeline of pipelines)
      look(pipeline).catch((err: unknown) => logger.warn({ err, pipeline: pipeline.name }, 'Cannot look for alerts'));
  };
  const first = setTimeout(lookAtAll, Math.min(60_000, everyMs)).unref();
  const timer = setInterval(lookAtAll, everyMs).unref();
  return () => {
    clearTimeout(first);
    clearInterval(timer);
  };
};
