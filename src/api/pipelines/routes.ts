import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { PipelineSettings } from '../../contracts/kinds.js';
import { formatStart } from '../../contracts/schedule/starts.js';
import { openZone } from '../../contracts/schedule/zone.js';
import { callerOf, maySee } from '../access/caller.js';
import type { ApiDeps } from '../deps.js';
import { endpoint } from '../request/endpoint.js';
import { list, orNull, time } from '../request/fields.js';
import { jsonAnswer } from '../request/json-answer.js';
import { orNothing } from '../request/or-nothing.js';
import type { RunReader } from '../runs/read-runs.js';
import { runJson } from '../runs/run-json.js';
import { databasesOf } from '../runs/run-kinds.js';
import { runSchema } from '../runs/run-schema.js';
import { alertKind } from './alert-kind.js';
import { findPipeline } from './find-pipeline.js';
import type { PipelineAlert } from './pipeline-alerts.js';
import type { ReadAlerts } from './read-alerts.js';

const pipelineSchema = z
  .object({
    name: z.string(),
    kind: z.string(),
    enabled: z.boolean(),
    databases: list(z.string()),
    schedule: z.string().nullable(),
    schedule_timezone: z.string(),
    schedule_paused: z.boolean().nullable(),
    next_scheduled: time.nullable(),
    next_starts: list(time).describe(
      'The next five starts by the clock of `schedule_timezone`, such as `2027-03-28T03:00:00+02:00`',
    ),
    latest_run: orNull(runSchema),
    alerts: list(
      z.object({ kind: alertKind, since: time, message: z.string() }) satisfies z.ZodType<PipelineAlert>,
    ).describe('Why the pipeline needs a person'),
  })
  .openapi('Pipeline');

export type PipelineJson = z.infer<typeof pipelineSchema>;

/** `/api/v1/pipelines`: the configured pipelines, with their next and latest runs. */
export const pipelinesRoutes = ({
  runs,
  settings,
  reader,
  readAlerts,
}: ApiDeps & { reader: RunReader; readAlerts: ReadAlerts }): OpenAPIHono => {
  const app = new OpenAPIHono();

  const read = async (pipeline: PipelineSettings): Promise<PipelineJson> => {
    const [schedule, latest, alerts] = await Promise.all([
      orNothing(runs.nextScheduled(pipeline)),
      orNothing(reader.latest(pipeline)),
      readAlerts(pipeline),
    ]);
    return {
      name: pipeline.name,
      kind: pipeline.kind,
      enabled: pipeline.enabled,
      databases: databasesOf(pipeline),
      schedule: pipeline.schedule ?? null,
      schedule_timezone: pipeline.scheduleTimezone,
      schedule_paused: schedule?.paused ?? null,
      next_scheduled: (pipeline.enabled ? schedule?.next : undefined) ?? null,
      next_starts: pipeline.enabled ? localStarts(schedule?.starts ?? [], pipeline.scheduleTimezone) : [],
      latest_run: latest?.run === undefined ? null : runJson(latest.run),
      alerts,
    };
  };

  endpoint(app, LIST, async (c) => {
    const seen = settings.pipelines.filter(({ name }) => maySee(callerOf(c), name));
    const pipelines = await Promise.all(seen.map(read));
    return c.json({ pipelines }, 200);
  });

  endpoint(app, READ, async (c, { params }) => c.json(await read(findPipeline(settings.pipelines, params.name)), 200));

  return app;
};

const localStarts = (starts: readonly string[], timezone: string): string[] => {
  const zone = openZone(timezone);
  return starts.map((start) => formatStart(Date.parse(start), zone));
};

const LIST = {
  method: 'get',
  path: '/',
  operationId: 'listPipelines',
  tag: 'pipelines',
  role: 'viewer',
  about: 'pipelines',
  summary: 'List the pipelines',
  responses: { 200: jsonAnswer(z.object({ pipelines: list(pipelineSchema) }), 'All configured pipelines') },
} as const;

const READ = {
  method: 'get',
  path: '/{name}',
  operationId: 'readPipeline',
  tag: 'pipelines',
  role: 'viewer',
  about: 'pipeline',
  summary: 'Read a pipeline',
  params: z.object({ name: z.string() }),
  responses: { 200: jsonAnswer(pipelineSchema, 'With its next and its latest run') },
  problems: [404],
} as const;
