import { Hono } from 'hono';
import { z } from 'zod';
import type { LogEntry } from '../../contracts/runs.js';
import type { LogLine } from '../../store/store.js';
import type { ApiDeps } from '../deps.js';
import type { RunReader } from './read-runs.js';
import type { RunView } from './join-run.js';
import { StevedoreError } from '../../contracts/errors.js';
import { GUARD_NAMES } from '../../contracts/guards.js';
import { assertEnabled, findPipeline } from '../pipelines/find-pipeline.js';
import { orNothing } from '../request/or-nothing.js';
import { readBody, readQuery } from '../request/read-request.js';
import { inTime } from './read-runs.js';
import { runJson } from './run-json.js';

/** `/api/v1/runs`: list, start, read, logs, cancel, proceed, publish-now. */
export const runsRoutes = ({ runs, store, settings, reader }: ApiDeps & { reader: RunReader }) => {
  const openRun = async (id: string): Promise<RunView> => {
    const { run } = await reader.byId(checkId(id));
    if (run.status === 'running') return run;
    throw new StevedoreError('RUN_ENDED', `Steering the run: it has ended as "${run.status}"`, {
      details: { runId: run.runId },
    });
  };

  return new Hono()
    .get('/', async (c) => {
      const { pipeline, status, limit, cursor } = readQuery(c, listQuery);
      const pipelines = pipeline === undefined ? settings.pipelines : [findPipeline(settings.pipelines, pipeline)];
      const page = await inTime(
        store.runs.list({
          limit,
          ...(pipeline === undefined ? {} : { pipeline }),
          ...(status === undefined ? {} : { status }),
          ...(cursor === undefined ? {} : { cursor }),
        }),
      );
      const addNew = cursor === undefined && (status === undefined || status === 'running');
      const listed = await reader.list({ pipelines, page, addNew });
      return c.json({ runs: listed.map(runJson), next: page.next ?? null });
    })

    .post('/', async (c) => {
      const { pipeline, force, by, trigger, override_guards: overrides } = await readBody(c, startBody);
      assertEnabled(findPipeline(settings.pipelines, pipeline));
      const { runId, workflowId } = await runs.start({
        pipeline,
        force,
        by: by ?? trigger,
        trigger,
        ...(overrides.length === 0 ? {} : { overrideGuards: [...new Set(overrides)] }),
      });
      c.header('location', `/api/v1/runs/${runId}`);
      return c.json({ run_id: runId, workflow_id: workflowId, pipeline, status: 'running' }, 202);
    })

    .get('/:id', async (c) => {
      const { run, source } = await reader.byId(checkId(c.req.param('id')));
      c.header('x-stevedore-source', source);
      c.header('cache-control', 'no-store');
      return c.json(runJson(run));
    })

    .get('/:id/logs', async (c) => {
      const { after, limit } = readQuery(c, logQuery);
      const runId = checkId(c.req.param('id'));
      const lines = await inTime(store.logs.list({ runId, afterSeq: after, limit }));
      // No line yet is an answer for a run that exists only.
      if (lines.length === 0) await reader.byId(runId);
      return c.json({ logs: lines.map(runLine), next: lines.at(-1)?.seq ?? after });
    })

    .post('/:id/cancel', async (c) => {
      const { by, reason } = await readBody(c, cancelBody);
      const { pipeline, runId, attempt } = await openRun(c.req.param('id'));
      await runs.cancel(pipeline, runId, by ?? 'api', reason);
      await orNothing(inTime(store.logs.append(runId, attempt, [cancelLine(by ?? 'api', reason)])));
      c.header('location', `/api/v1/runs/${runId}`);
      return c.json({ run_id: runId, message: 'Cancel requested; the run cleans up before it ends' }, 202);
    })

    .post('/:id/proceed', async (c) => {
      const { by, wait_id: waitId } = await readBody(c, proceedBody);
      const { pipeline, runId, wait } = await openRun(c.req.param('id'));
      if (wait === undefined || (waitId !== undefined && waitId !== wait.id)) {
        throw new StevedoreError(
          'RUN_NOT_WAITING',
          `Telling the run to proceed: ${wait === undefined ? 'it waits for nothing' : `its wait is number ${wait.id}`}`,
          { details: { runId } },
        );
      }
      // The number keeps a late message from cutting the next wait short.
      await runs.proceed(pipeline, runId, { by: by ?? 'api', waitId: wait.id });
      return c.json({ run_id: runId, message: `The wait ends: ${wait.reason}`, wait_id: wait.id }, 202);
    })

    .post('/:id/publish-now', async (c) => {
      const { by } = await readBody(c, publishNowBody);
      const { pipeline, runId, wait, step } = await openRun(c.req.param('id'));
      if (wait?.kind !== 'publish') {
        const other = wait?.kind === 'load' ? 'for a quiet moment' : 'for its next attempt';
        const idle = step === 'publishing' ? 'it tries to publish right now' : 'it does not wait to publish';
        const state = wait === undefined ? idle : `it has nothing to publish yet, it waits ${other}; "proceed" ends that wait`;
        throw new StevedoreError('RUN_NOT_WAITING', `Telling the run to publish: ${state}`, { details: { runId, wait: wait?.kind ?? null } });
      }
      await runs.publishNow(pipeline, runId, { by: by ?? 'api', waitId: wait.id });
      return c.json({ run_id: runId, message: `It publishes now; it waited: ${wait.reason}`, wait_id: wait.id }, 202);
    });
};

/** A line of a run, with its number for `after`. */
export interface RunLogLine extends LogEntry {
  readonly seq: number;
  readonly attempt: number;
}

const runLine = ({ runId: _, ...line }: LogLine): RunLogLine => line;

/** Temporal forgets who asked when the run's history is gone; its log does not. */
const cancelLine = (by: string, reason: string | undefined): LogEntry => ({
  timestamp: new Date().toISOString(),
  level: 'WARN',
  step: 'cleanup',
  message: `Cancel requested by ${by}${reason === undefined ? '' : `: ${reason}`}`,
});

const who = z.string().min(1).max(64).optional();

const listQuery = z.object({
  pipeline: z.string().optional(),
  status: z.enum(['running', 'success', 'skipped', 'failed', 'cancelled', 'not_started']).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(20),
  cursor: z.string().max(200).optional(),
});

const startBody = z.object({
  pipeline: z.string(),
  force: z.boolean().default(false),
  by: who,
  trigger: z.enum(['api', 'cli']).default('api'),
  override_guards: z.array(z.enum(GUARD_NAMES)).default([]),
});

const logQuery = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
});

const cancelBody = z.object({ by: who, reason: z.string().max(200).optional() });
const publishNowBody = z.object({ by: who });
const proceedBody = z.object({ by: who, wait_id: z.number().int().optional() });

const RUN_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const checkId = (id: string): string => {
  if (RUN_ID.test(id)) return id;
  throw new StevedoreError('RUN_UNKNOWN', `Reading the run: "${id.slice(0, 100)}" is not a run's id`);
};
