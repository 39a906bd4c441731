import { Hono } from 'hono';
import { formatStart } from '../../contracts/schedule/starts.js';
import { openZone } from '../../contracts/schedule/zone.js';
import type { ApiDeps } from '../deps.js';
import type { PipelineAlert } from './pipeline-alerts.js';
import type { ReadAlerts } from './read-alerts.js';
import type { RunReader } from '../runs/read-runs.js';
import type { RunJson } from '../runs/run-json.js';
import { orNothing } from '../request/or-nothing.js';
import { runJson } from '../runs/run-json.js';

export interface PipelineJson {
  readonly name: string;
  readonly kind: string;
  readonly enabled: boolean;
  readonly databases: readonly string[];
  readonly schedule: string | null;
  readonly schedule_timezone: string;
  readonly schedule_paused: boolean | null;
  readonly next_scheduled: string | null;
  /** The next five starts on the clock of `schedule_timezone`, such as `2027-03-28T03:00:00+02:00`. */
  readonly next_starts: readonly string[];
  readonly latest_run: RunJson | null;
  /** Why the pipeline needs a person. */
  readonly alerts: readonly PipelineAlert[];
}

/** `/api/v1/pipelines`: what is configured, with its next and its latest run. */
export const pipelinesRoutes = ({ runs, settings, reader, readAlerts }: ApiDeps & { reader: RunReader; readAlerts: ReadAlerts }) =>
  new Hono().get('/', async (c) => {
    const pipelines = await Promise.all(
      settings.pipelines.map(async (pipeline): Promise<PipelineJson> => {
        const [schedule, latest, alerts] = await Promise.all([
          orNothing(runs.nextScheduled(pipeline.name)),
          orNothing(reader.latest(pipeline)),
          readAlerts(pipeline),
        ]);
        return {
          name: pipeline.name,
          kind: pipeline.kind,
          enabled: pipeline.enabled,
          databases: pipeline.databases.map(({ name }) => name),
          schedule: pipeline.schedule ?? null,
          schedule_timezone: pipeline.scheduleTimezone,
          schedule_paused: schedule?.paused ?? null,
          next_scheduled: (pipeline.enabled ? schedule?.next : undefined) ?? null,
          next_starts: pipeline.enabled ? localStarts(schedule?.starts ?? [], pipeline.scheduleTimezone) : [],
          latest_run: latest?.run === undefined ? null : runJson(latest.run),
          alerts,
        };
      }),
    );
    return c.json({ pipelines });
  });

const localStarts = (starts: readonly string[], timezone: string): string[] => {
  const zone = openZone(timezone);
  return starts.map((start) => formatStart(Date.parse(start), zone));
};
