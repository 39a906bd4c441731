import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { PipelineSettings } from '../../contracts/kinds.js';
import { formatStart } from '../../contracts/schedule/starts.js';
import { openZone } from '../../contracts/schedule/zone.js';
import { callerOf, maySee } from '../access/caller.js';
import type { ApiDeps } from '../deps.js';
import { endpoint } from '../request/endpoint.js';
import { count, list, orNull, time } from '../request/fields.js';
import { inTime } from '../request/in-time.js';
import { jsonAnswer } from '../request/json-answer.js';
import { orNothing } from '../request/or-nothing.js';
import type { RunReader } from '../runs/read-runs.js';
import { runJson } from '../runs/run-json.js';
import { databasesOf } from '../runs/run-kinds.js';
import { runSchema } from '../runs/run-schema.js';
import { alertKind } from './alert-kind.js';
import { findPipeline } from './find-pipeline.js';
import { lastSuccess, SUCCESSES } from './last-success.js';
import { nextActions, nextActionSchema } from './next-actions.js';
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
    last_success: z
      .object({ run_id: z.uuid(), started_at: time, completed_at: time.nullable(), generation: count.nullable() })
      .nullable()
      .describe("The newest success of the kind's own work, as the store has it: null too while it does not answer"),
    live: z
      .object({
        generation: count.describe('0 is what was there before the first import'),
        since: time.nullable(),
        run_id: z.uuid().describe('The import or the rollback that put it there'),
      })
      .nullable()
      .describe('The live generation, as the store has it; `/generations` asks the target'),
    next_actions: list(nextActionSchema).describe('What a person can do about it now, the most urgent first'),
    alerts: list(
      z.object({ kind: alertKind, since: time, message: z.string() }) satisfies z.ZodType<PipelineAlert>,
    ).describe('Why the pipeline needs a person'),
  })
  .openapi('Pipeline');

export type PipelineJson = z.infer<typeof pipelineSchema>;

/** `/api/v1/pipelines`: the configured pipelines, with their next and latest runs. */
export const pipelinesRoutes = ({
  runs,
  store,
  settings,
  reader,
  readAlerts,
}: ApiDeps & { reader: RunReader; readAlerts: ReadAlerts }): OpenAPIHono => {
  const app = new OpenAPIHono();

  const read = async (pipeline: PipelineSettings): Promise<PipelineJson> => {
    const { name, kind } = pipeline;
    const [asked, latest, alerts, page] = await Promise.all([
      orNothing(runs.nextScheduled(pipeline).then((schedule) => ({ schedule }))),
      orNothing(reader.latest(pipeline)),
      readAlerts(pipeline),
      orNothing(inTime(store.runs.list({ pipeline: name, status: 'success', limit: SUCCESSES }))),
    ]);
    const schedule = asked?.schedule;
    const { run, live } = lastSuccess(kind, page?.runs ?? []);
    return {
      name,
      kind,
      enabled: pipeline.enabled,
      databases: databasesOf(pipeline),
      schedule: pipeline.schedule ?? null,
      schedule_timezone: pipeline.scheduleTimezone,
      schedule_paused: schedule?.paused ?? null,
      next_scheduled: (pipeline.enabled ? schedule?.next : undefined) ?? null,
      next_starts: pipeline.enabled ? localStarts(schedule?.starts ?? [], pipeline.scheduleTimezone) : [],
      latest_run: latest?.run === undefined ? null : runJson(latest.run),
      last_success:
        run === undefined
          ? null
          : {
              run_id: run.runId,
              started_at: run.startedAt,
              completed_at: run.completedAt ?? null,
              generation: run.generation ?? null,
            },
      live:
        live === undefined
          ? null
          : { generation: live.generation, since: live.completedAt ?? null, run_id: live.runId },
      next_actions: nextActions({
        pipeline,
        run: latest === undefined ? null : latest.run,
        schedule: asked === undefined ? null : asked.schedule,
        alerts,
      }),
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
