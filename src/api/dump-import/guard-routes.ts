import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { DumpImportSettings, PublishWindow, TableGuards } from '../../contracts/dump-import/settings.js';
import type { ApiDeps } from '../deps.js';
import { findPipelineOf } from '../pipelines/find-pipeline.js';
import { endpoint } from '../request/endpoint.js';
import { count, list } from '../request/fields.js';
import { jsonAnswer } from '../request/json-answer.js';

const limits = {
  max_shrink_percent: z.number().nullable().describe('How many of its rows a table may lose; null: any'),
  max_growth_percent: z.number().nullable().describe('How many rows it may gain, of those it had; null: any'),
  min_rows: count.describe('Tables that had fewer rows are exempt from both'),
  allow_missing: z.boolean(),
  allow_empty: z.boolean(),
  allow_column_changes: z.boolean(),
};

const guardsSchema = z
  .object({
    pipeline: z.string(),
    enabled: z.boolean(),
    tables: z.object(limits).describe('For every table'),
    overrides: list(z.object({ pattern: z.string(), tables: z.object(limits).partial() })).describe(
      'For tables that match; of several the later one counts',
    ),
    max_age_difference_seconds: z
      .number()
      .nullable()
      .describe('How much older one of its archives may be than another; null: any'),
    approval: z.enum(['none', 'required']).describe('`required`: it publishes when somebody says so'),
    windows: list(z.object({ from: z.string(), to: z.string() })).describe(
      'Times of day at which it may publish, by the clock of its schedule; none: any time',
    ),
    deadline_seconds: count.describe('How long a loaded run waits for its locks, or for approval'),
    keep_previous: count.describe('So many generations before the live one are kept for a rollback'),
  })
  .openapi('Guards');

export type GuardsJson = z.infer<typeof guardsSchema>;

/** `GET /api/v1/pipelines/:name/guards`: what must hold before a dump import publishes, as it is configured. */
export const guardRoutes = ({ settings }: Pick<ApiDeps, 'settings'>): OpenAPIHono => {
  const app = new OpenAPIHono();
  endpoint(app, GUARDS, (c, { params }) =>
    c.json(guardsJson(findPipelineOf('dump-import', settings.pipelines, params.name)), 200),
  );
  return app;
};

const guardsJson = ({ name, publish }: Pick<DumpImportSettings, 'name' | 'publish'>): GuardsJson => {
  const { guards, approval, windows, deadlineMs, keepPrevious } = publish;
  return {
    pipeline: name,
    enabled: guards.enabled,
    tables: limitsJson(guards.standard) as GuardsJson['tables'],
    overrides: guards.overrides.map(({ pattern, change }) => ({ pattern, tables: limitsJson(change) })),
    max_age_difference_seconds: guards.maxAgeDifferenceMs === undefined ? null : guards.maxAgeDifferenceMs / 1_000,
    approval,
    windows: windows.map(({ from, to }: PublishWindow) => ({ from: clock(from), to: clock(to) })),
    deadline_seconds: Math.round(deadlineMs / 1_000),
    keep_previous: keepPrevious,
  };
};

const orNull = (percent: number | 'off'): number | null => (percent === 'off' ? null : percent);

/** Those that are given. */
const limitsJson = (given: Partial<TableGuards>): Partial<GuardsJson['tables']> => ({
  ...(given.maxShrinkPercent === undefined ? {} : { max_shrink_percent: orNull(given.maxShrinkPercent) }),
  ...(given.maxGrowthPercent === undefined ? {} : { max_growth_percent: orNull(given.maxGrowthPercent) }),
  ...(given.minRows === undefined ? {} : { min_rows: given.minRows }),
  ...(given.allowMissing === undefined ? {} : { allow_missing: given.allowMissing }),
  ...(given.allowEmpty === undefined ? {} : { allow_empty: given.allowEmpty }),
  ...(given.allowColumnChanges === undefined ? {} : { allow_column_changes: given.allowColumnChanges }),
});

/** Minutes of the day as `22:30`. */
const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

const GUARDS = {
  method: 'get',
  path: '/{name}/guards',
  operationId: 'readGuards',
  tag: 'pipelines',
  role: 'viewer',
  about: 'pipeline',
  summary: 'What must hold before a dump import publishes',
  params: z.object({ name: z.string() }),
  responses: { 200: jsonAnswer(guardsSchema, 'As it is configured') },
  problems: [404],
} as const;
