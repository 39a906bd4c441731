import { OpenAPIHono, z } from '@hono/zod-openapi';
import { StevedoreError } from '../../contracts/errors.js';
import type { ImportLogStep } from '../../contracts/dump-import/log-step.js';
import type { LogEntry } from '../../contracts/runs/log-entry.js';
import type { DumpImportSettings } from '../../contracts/dump-import/settings.js';
import { pipelinesOf } from '../../contracts/kinds.js';
import type { ApiDeps } from '../deps.js';
import { assertEnabled } from '../pipelines/find-pipeline.js';
import type { ReadAlerts } from '../pipelines/read-alerts.js';
import { endpoint } from '../request/endpoint.js';
import { by, list, time } from '../request/fields.js';
import { inTime } from '../request/in-time.js';
import { jsonAnswer, LOCATION } from '../request/json-answer.js';
import { wholeNumberOr } from '../request/query-fields.js';
import { orNothing } from '../request/or-nothing.js';
import { onceOf } from '../request/start-once.js';
import type { RunReader } from '../runs/read-runs.js';
import type { ImportLogEntry } from '../runs/run-schema.js';
import { importLogEntry } from '../runs/run-schema.js';
import { shareRecent } from './share-recent.js';
import { importStatus } from './status-json.js';
import { importStatusSchema } from './status-schema.js';

/** The three routes of the pipeline named `import`, as its first users know them. */
export const importRoutes = ({
  runs,
  store,
  settings,
  reader,
  readAlerts,
  onChange,
}: ImportRoutesDeps): OpenAPIHono => {
  const app = new OpenAPIHono();
  const pipeline = (): DumpImportSettings => {
    const found = pipelinesOf(settings, 'dump-import').find(({ name }) => name === PIPELINE);
    if (found === undefined) {
      throw new StevedoreError('PIPELINE_UNKNOWN', 'Cannot read the import: the configuration has no block "import"');
    }
    return found;
  };

  /** Many may ask, and often: what is read holds for a second, or until something is changed by this server. */
  const recent = shareRecent<Awaited<ReturnType<typeof readStatus>>>(STATUS_HOLDS_MS);
  onChange(() => recent.forget());
  const readStatus = async (settings: DumpImportSettings) => {
    const [{ run, source }, generation, schedule, alerts] = await Promise.all([
      reader.latest(settings),
      orNothing(inTime(store.generations.latest(PIPELINE))),
      orNothing(runs.nextScheduled(settings)),
      readAlerts(settings),
    ]);
    const { enabled, retry } = settings;
    const maxAttempts = retry.maxAttempts;
    return { status: importStatus({ enabled, maxAttempts, run, generation, schedule, alerts }), source };
  };

  endpoint(app, STATUS, async (c) => {
    const settings = pipeline();
    const { status, source } = await recent.read(() => readStatus(settings));
    c.header('x-stevedore-source', source);
    c.header('cache-control', 'no-store');
    return c.json(status, 200);
  });

  endpoint(app, START, async (c, { body: { by } }) => {
    assertEnabled(pipeline());
    const startedAt = new Date().toISOString();
    const { runId } = await runs.start(
      { kind: 'dump-import', pipeline: PIPELINE, trigger: 'api', by: by ?? 'api', force: false },
      onceOf(c),
    );
    c.header('location', `/api/v1/runs/${runId}`);
    return c.json({ message: 'Manual import started' as const, started_at: startedAt }, 200);
  });

  endpoint(app, LOGS, async (c, { query: { limit, level } }) => {
    pipeline();
    const wide = level === 'INFO' ? limit : MOST_LINES;
    const lines = await inTime(store.logs.list({ pipeline: PIPELINE, tail: true, limit: wide }));
    const grave = lines.filter((line) => LEVELS.indexOf(line.level) >= LEVELS.indexOf(level));
    return c.json({ logs: grave.slice(-limit).map(logLine) }, 200);
  });

  return app;
};

interface ImportRoutesDeps extends ApiDeps {
  readonly reader: RunReader;
  readonly readAlerts: ReadAlerts;
  /** Calls back whenever a request has changed something. */
  readonly onChange: (call: () => void) => void;
}

const PIPELINE = 'import';
const STATUS_HOLDS_MS = 1_000;

const LEVELS = ['INFO', 'WARN', 'ERROR'] as const;
/** Warnings are looked for among so many of the newest lines. */
const MOST_LINES = 10_000;

const logLine = ({ timestamp, level, step, message, error, duration, file_size }: LogEntry): ImportLogEntry => ({
  timestamp,
  level,
  message,
  step: step as ImportLogStep,
  ...(error === undefined ? {} : { error }),
  ...(duration === undefined ? {} : { duration }),
  ...(file_size === undefined ? {} : { file_size }),
});

const ofImport = { about: { pipeline: PIPELINE } } as const;

const STATUS = {
  ...ofImport,
  role: 'viewer',
  method: 'get',
  path: '/status',
  operationId: 'readImportStatus',
  tag: 'import',
  summary: 'How the import stands',
  responses: {
    200: jsonAnswer(importStatusSchema, 'Its newest run', {
      'x-stevedore-source': '`temporal`, or `store` while Temporal does not answer',
    }),
  },
  problems: [404, 503],
} as const;

const START = {
  ...ofImport,
  role: 'operator',
  method: 'post',
  path: '/start',
  operationId: 'startImport',
  once: 'by header',
  tag: 'import',
  summary: 'Start the import',
  body: z.strictObject({ by }),
  responses: {
    200: jsonAnswer(
      z.object({ message: z.literal('Manual import started'), started_at: time }),
      'It has begun',
      LOCATION,
    ),
  },
  problems: [404, 409, 503],
} as const;

const LOGS = {
  ...ofImport,
  role: 'viewer',
  method: 'get',
  path: '/logs',
  operationId: 'readImportLog',
  tag: 'import',
  summary: 'The newest lines of its log, the oldest first',
  query: z.object({
    limit: wholeNumberOr(100, 1, 1_000),
    level: z
      .string()
      .openapi({ enum: LEVELS.flatMap((level) => [level, level.toLowerCase()]) })
      .transform((level) => level.toUpperCase())
      .pipe(z.enum(LEVELS))
      .default('INFO')
      .describe('Lines of this level and above'),
  }),
  responses: { 200: jsonAnswer(z.object({ logs: list(importLogEntry) }), 'Lines') },
  problems: [404, 503],
} as const;
