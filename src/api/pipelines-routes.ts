import { Hono } from 'hono';
import type { ApiDeps } from './deps.js';
import type { RunReader } from './read-runs.js';
import type { RunJson } from './run-shape.js';
import { orNothing } from './or-nothing.js';
import { runJson } from './run-shape.js';

export interface PipelineJson {
  readonly name: string;
  readonly kind: string;
  readonly enabled: boolean;
  readonly databases: readonly string[];
  readonly schedule: string | null;
  readonly schedule_timezone: string;
  readonly schedule_paused: boolean | null;
  readonly next_scheduled: string | null;
  readonly latest_run: RunJson | null;
}

/** `/api/v1/pipelines`: what is configured, with its next and its latest run. */
export const pipelinesRoutes = ({ runs, settings, reader }: ApiDeps & { reader: RunReader }) =>
  new Hono().get('/', async (c) => {
    const pipelines = await Promise.all(
      settings.pipelines.map(async (pipeline): Promise<PipelineJson> => {
        const [schedule, latest] = await Promise.all([
          orNothing(runs.nextScheduled(pipeline.name)),
          orNothing(reader.latest(pipeline)),
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
          latest_run: latest?.run === undefined ? null : runJson(latest.run),
        };
      }),
    );
    return c.json({ pipelines });
  });
