import { Hono } from 'hono';
import { z } from 'zod';
import type { LogEntry } from '../../contracts/runs.js';
import type { DumpImportSettings } from '../../contracts/settings.js';
import type { ApiDeps } from '../deps.js';
import type { ReadAlerts } from '../pipelines/read-alerts.js';
import type { RunReader } from '../runs/read-runs.js';
import { StevedoreError } from '../../contracts/errors.js';
import { assertEnabled } from '../pipelines/find-pipeline.js';
import { orNothing } from '../request/or-nothing.js';
import { inTime } from '../runs/read-runs.js';
import { readBody, readQuery } from '../request/read-request.js';
import { importStatus } from './status-json.js';

/** The three routes of the pipeline named `import`, as its first users know them. */
export const importRoutes = ({ runs, store, settings, reader, readAlerts }: ApiDeps & { reader: RunReader; readAlerts: ReadAlerts }) => {
  const pipeline = (): DumpImportSettings => {
    const found = settings.pipelines.find(({ name }) => name === PIPELINE);
    if (found === undefined) {
      throw new StevedoreError('PIPELINE_UNKNOWN', 'Reading the import: the configuration has no block "import"');
    }
    return found;
  };

  return new Hono()
    .get('/status', async (c) => {
      const settings = pipeline();
      const [{ run, source }, generation, schedule, alerts] = await Promise.all([
        reader.latest(settings),
        orNothing(inTime(store.generations.latest(PIPELINE))),
        orNothing(runs.nextScheduled(PIPELINE)),
        readAlerts(settings),
      ]);
      c.header('x-stevedore-source', source);
      c.header('cache-control', 'no-store');
      const { enabled, retry } = settings;
      return c.json(importStatus({ enabled, maxAttempts: retry.maxAttempts, run, generation, schedule, alerts }));
    })

    .post('/start', async (c) => {
      assertEnabled(pipeline());
      const { by } = await readBody(c, startBody);
      const startedAt = new Date().toISOString();
      const { runId } = await runs.start({ pipeline: PIPELINE, trigger: 'api', by: by ?? 'api', force: false });
      c.header('location', `/api/v1/runs/${runId}`);
      return c.json({ message: 'Manual import started', started_at: startedAt });
    })

    .get('/logs', async (c) => {
      pipeline();
      const { limit, level } = readQuery(c, logQuery);
      const wide = level === 'INFO' ? limit : MOST_LINES;
      const lines = await inTime(store.logs.list({ pipeline: PIPELINE, tail: true, limit: wide }));
      const grave = lines.filter((line) => LEVELS.indexOf(line.level) >= LEVELS.indexOf(level));
      return c.json({ logs: grave.slice(-limit).map(logLine) });
    });
};

const PIPELINE = 'import';

const LEVELS = ['INFO', 'WARN', 'ERROR'] as const;
/** Warnings are looked for among so many of the newest lines. */
const MOST_LINES = 10_000;

const startBody = z.object({ by: z.string().min(1).max(64).optional() });

const logQuery = z.object({
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  level: z
    .string()
    .transform((level) => level.toUpperCase())
    .pipe(z.enum(LEVELS))
    .default('INFO'),
});

const logLine = ({ timestamp, level, step, message, error, duration, file_size }: LogEntry): LogEntry => ({
  timestamp,
  level,
  message,
  step,
  ...(error === undefined ? {} : { error }),
  ...(duration === undefined ? {} : { duration }),
  ...(file_size === undefined ? {} : { file_size }),
});
