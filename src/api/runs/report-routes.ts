import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { ApiDeps } from '../deps.js';
import type { LogLine } from '../../store/store.js';
import { pipelinesOf } from '../../contracts/kinds.js';
import { endpoint } from '../request/endpoint.js';
import { count, list, orNull, time } from '../request/fields.js';
import { inTime } from '../request/in-time.js';
import { jsonAnswer } from '../request/json-answer.js';
import { orNothing } from '../request/or-nothing.js';
import { checkRunId, runParams } from './check-run-id.js';
import type { RunReader } from './read-runs.js';
import { runJson } from './run-json.js';
import { runLogLine, runSchema } from './run-schema.js';

const phaseSchema = z
  .object({
    attempt: count,
    step: runLogLine.shape.step,
    began_at: time.describe('Its first line in the log'),
    last_at: time.describe('Its last line in the log'),
    lines: count,
  })
  .openapi('Phase', { description: 'Steps of several databases run side by side, so phases may overlap' });

const publishedSchema = z
  .object({
    generation: count,
    published_at: time,
    tables: count,
    rows: count,
    archives: list(
      z.object({ filename: z.string(), database: z.string(), size: count, mod_time: time, checksum: z.string() }),
    ),
    proof: z
      .enum(['kept', 'gone', 'away'])
      .describe('`gone`: dropped with the tables of that generation; `away`: the target does not answer'),
    databases: list(
      z.object({
        database: z.string(),
        dump_bytes: count,
        tables: list(z.object({ table: z.string(), rows: count, content: z.enum(['proved', 'counted', 'unproved']) })),
      }),
    ).describe('From the proof; empty if it is not kept'),
  })
  .openapi('Published', { description: 'What the run put live' });

const reportSchema = z
  .object({
    run: runSchema,
    phases: list(phaseSchema),
    published: orNull(publishedSchema),
    warnings: list(runLogLine).describe('Lines of its log that are warnings or errors; the newest 1,000'),
  })
  .openapi('Report');

export type ReportJson = z.infer<typeof reportSchema>;

/** `GET /api/v1/runs/:id/report`: what a run did. */
export const reportRoutes = ({
  store,
  settings,
  reader,
  readProofs,
}: Pick<ApiDeps, 'store' | 'settings' | 'readProofs'> & { reader: RunReader }): OpenAPIHono => {
  const app = new OpenAPIHono();

  const readPublished = async (runId: string, name: string): Promise<ReportJson['published']> => {
    const record = (await inTime(store.generations.list(name))).find((generation) => generation.runId === runId);
    if (record === undefined) return null;
    const pipeline = pipelinesOf(settings, 'dump-import').find((one) => one.name === name);
    const proofs = pipeline === undefined || readProofs === undefined ? [] : await orNothing(readProofs(pipeline));
    const proof = proofs?.find((one) => one.runId === runId);
    return {
      generation: record.generation,
      published_at: record.publishedAt,
      tables: record.tables,
      rows: record.rows,
      archives: record.archives.map(({ filename, database, size, modTime, checksum }) => ({
        filename,
        database,
        size,
        mod_time: modTime,
        checksum,
      })),
      proof: proofs === undefined ? 'away' : proof === undefined ? 'gone' : 'kept',
      databases: (proof?.databases ?? []).map(({ database, dumpBytes, tables }) => ({
        database,
        dump_bytes: dumpBytes,
        tables: tables.map(({ table, rows, content }) => ({ table, rows, content: content.kind })),
      })),
    };
  };

  endpoint(app, REPORT, async (c, { params }) => {
    const runId = checkRunId(params.id);
    const [{ run }, lines] = await Promise.all([
      reader.byId(runId),
      inTime(store.logs.list({ runId, tail: true, limit: MOST_LINES })),
    ]);
    const published = await readPublished(runId, run.pipeline);
    c.header('cache-control', 'no-store');
    const grave = lines.filter(({ level }) => level !== 'INFO').slice(-MOST_WARNINGS);
    const warnings = grave.map(({ runId: _, ...line }) => line);
    return c.json({ run: runJson(run), phases: phasesOf(lines), published, warnings }, 200);
  });

  return app;
};

/** In the order in which they began. */
const phasesOf = (lines: readonly LogLine[]): ReportJson['phases'] => {
  const phases = new Map<string, ReportJson['phases'][number]>();
  for (const { attempt, step, timestamp } of lines) {
    const key = `${attempt}/${step}`;
    const before = phases.get(key);
    const times = [before?.began_at ?? timestamp, before?.last_at ?? timestamp, timestamp].sort();
    const [began = timestamp, last = timestamp] = [times[0], times.at(-1)];
    phases.set(key, { attempt, step, began_at: began, last_at: last, lines: (before?.lines ?? 0) + 1 });
  }
  return [...phases.values()].sort((a, b) => a.began_at.localeCompare(b.began_at));
};

const MOST_LINES = 10_000;
const MOST_WARNINGS = 1_000;

const REPORT = {
  method: 'get',
  path: '/{id}/report',
  operationId: 'readReport',
  tag: 'runs',
  role: 'viewer',
  about: 'run',
  summary: 'What a run did: its steps, what it put live, its warnings',
  params: runParams,
  responses: { 200: jsonAnswer(reportSchema, 'The report; for an open run, so far') },
  problems: [404, 503],
} as const;
