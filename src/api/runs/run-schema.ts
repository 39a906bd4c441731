import { z } from '@hono/zod-openapi';
import type { ImportLogStep } from '../../contracts/dump-import/log-step.js';
import type { RunRecord } from '../../contracts/runs/run-record.js';
import type { Trigger } from '../../contracts/runs/trigger.js';
import type { Wait } from '../../contracts/runs/wait.js';
import { count, list, orNull, time } from '../request/fields.js';
import { wholeNumberOr } from '../request/query-fields.js';

/** The state of a run, or how it ended. */
export const runStatus = z.enum([
  'running',
  'success',
  'skipped',
  'failed',
  'cancelled',
  'not_started',
]) satisfies z.ZodType<RunRecord['status']>;

const failure = z.object({ code: z.string(), message: z.string() });

const blocker = z
  .object({
    id: z.int().describe("The server's id of the connection, as `KILL` takes it"),
    user: z.string().nullable(),
    host: z.string().nullable(),
    age_seconds: z.number().nullable(),
    doing: z.string().nullable().describe('`SELECT`, `idle in transaction`, …'),
    table: z.string().nullable(),
    certain: z.boolean().describe('False if it is only the likely one'),
  })
  .openapi('Blocker');

const wait = z
  .object({
    id: z.int(),
    kind: z.enum(['load', 'retry', 'publish', 'source', 'outcome']) satisfies z.ZodType<Wait['kind']>,
    reason: z.string(),
    until: time,
    blockers: list(blocker).describe(
      'The connections that hold the locks of the publish, the oldest first; at most three',
    ),
  })
  .openapi('Wait', { description: 'What the run is waiting for' });

const activity = z
  .object({
    type: z.string(),
    part: z.string().nullable().describe('What of the run the step works on, such as a database'),
    database: z.string().nullable().describe('The same, as dump imports call it'),
    step: z.string().nullable(),
    done: z.number().nullable().describe('Bytes'),
    total: z.number().nullable().describe('Bytes'),
    detail: z.string().nullable(),
    attempt: count,
    last_failure: z.string().nullable(),
    heartbeat_age_ms: z.number().nullable(),
  })
  .openapi('Activity', { description: 'A step that a worker is executing' });

export const remoteFile = z.object({ filename: z.string(), size: count, mod_time: time, is_newer: z.boolean() });

/** A run in `/api/v1/runs`: names as in seed 000, null if unknown. */
export const runSchema = z
  .object({
    run_id: z.uuid(),
    kind: z.string().describe('What its pipeline does: `dump-import`, …'),
    action: z.string().nullable().describe("What was done instead of the kind's own work: `rollback`"),
    workflow_id: z.string(),
    pipeline: z.string(),
    status: runStatus,
    trigger: (z.enum(['schedule', 'api', 'cli']) satisfies z.ZodType<Trigger>).nullable(),
    started_by: z.string().nullable(),
    retry_of: z.uuid().nullable().describe('The run that this one repeats'),
    started_at: time,
    completed_at: time.nullable(),
    attempt: count.describe('0 before the first attempt'),
    max_attempts: count,
    current_step: z.string(),
    progress: z.number().min(0).max(100).describe('Percent; never falls within an attempt'),
    wait: orNull(wait).describe('`proceed` ends it, and so does `publish-now` if `kind` is `publish`'),
    reason: z.string().nullable(),
    error: failure.nullable(),
    last_failure: failure.nullable().describe('What ended the previous attempt'),
    generation: count.nullable(),
    warnings: list(z.string()).describe('What the run could not complete although it is a success'),
    files: z
      .object({
        remote: list(remoteFile),
        downloaded: list(z.string()),
        extracted: list(z.string()),
        imported: list(z.string()),
      })
      .optional()
      .describe('Of dump imports'),
    detail: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe('What only this kind of run knows; null for dump imports, whose `files` stand for it'),
    activities: list(activity),
    stuck: z.boolean().describe("The workflow's next step failed several times: see Temporal's Web UI"),
  })
  .openapi('Run');

export type RunJson = z.infer<typeof runSchema>;
export type WaitJson = z.infer<typeof wait>;
export type ActivityJson = z.infer<typeof activity>;

const line = {
  timestamp: time,
  level: z.enum(['INFO', 'WARN', 'ERROR']),
  step: z.string().describe('For dump imports `initialization`, `download`, `extract`, `import` or `cleanup`'),
  message: z.string(),
  error: z.string().optional(),
  duration: z.string().optional().describe('As Go prints a duration: `1m2.5s`'),
  file_size: count.optional().describe('Bytes'),
};

/** A line of the import's log in the seed's words. */
export const importLogEntry = z
  .object({
    ...line,
    step: z.enum(['initialization', 'download', 'extract', 'import', 'cleanup']) satisfies z.ZodType<ImportLogStep>,
  })
  .openapi('LogEntry');

export type ImportLogEntry = z.infer<typeof importLogEntry>;

/** A line of a run's log, with its number for `after`. */
export const runLogLine = z.object({ ...line, seq: count, attempt: count }).openapi('RunLogLine');

export type RunLogLine = z.infer<typeof runLogLine>;

/** The number of a line of a log, of which the answer has those behind; 0 is all. */
export const afterLine = wholeNumberOr(0, 0, Number.MAX_SAFE_INTEGER);
