import type { Insertable, Kysely, Selectable, Updateable } from 'kysely';
import { StevedoreError } from '../contracts/errors.js';
import type { RunRecord } from '../contracts/runs/run-record.js';
import { cut, cutText, fromDatetime } from './column-values.js';
import type { StoreEngine } from './engine.js';
import { readTallies } from './run-tallies.js';
import type { Call } from './store-call.js';
import type { RunPatch, RunQuery, RunStore } from './store.js';
import type { RunsTable, StoreTables } from './tables.js';

/** The runs in their table; see `RunStore`. */
export const createRunStore = (
  db: Kysely<StoreTables>,
  call: Call,
  engine: Pick<StoreEngine, 'toTime' | 'keepExisting'>,
): RunStore => ({
  open: (record) =>
    call('record the run', async () => {
      const row: Insertable<RunsTable> = {
        run_id: record.runId,
        kind: record.kind,
        action: record.action ?? null,
        pipeline: record.pipeline,
        workflow_id: record.workflowId,
        started_by_trigger: record.trigger,
        started_by: cut(record.startedBy, 255),
        started_at: engine.toTime(record.startedAt),
        completed_at: record.completedAt === undefined ? null : engine.toTime(record.completedAt),
        status: record.status,
        attempts: record.attempts,
        reason: record.reason === undefined ? null : cut(record.reason, 255),
        error_code: record.errorCode ?? null,
        error: record.error === undefined ? null : cutText(record.error),
        generation: record.generation ?? null,
        warnings: JSON.stringify(record.warnings),
        snapshot: record.snapshot === undefined ? null : JSON.stringify(record.snapshot),
        retry_of: record.retryOf ?? null,
        options: record.options === undefined ? null : JSON.stringify(record.options),
      };
      await engine.keepExisting(db.insertInto('runs').values(row), ['run_id']).execute();
    }),
  update: (runId, patch) =>
    call('record the state of the run', async () => {
      const set = changes(patch);
      if (Object.keys(set).length === 0) return;
      await db.updateTable('runs').set(set).where('run_id', '=', runId).where('completed_at', 'is', null).execute();
    }),
  close: (runId, { completedAt, ...patch }) =>
    call('record the end of the run', async () => {
      await db
        .updateTable('runs')
        .set({ ...changes(patch), completed_at: engine.toTime(completedAt) })
        .where('run_id', '=', runId)
        .where('completed_at', 'is', null)
        .execute();
    }),
  get: (runId) =>
    call('read the run', async () => {
      const row = await db.selectFrom('runs').selectAll().where('run_id', '=', runId).executeTakeFirst();
      return row === undefined ? undefined : toRecord(row);
    }),
  latest: (pipeline) =>
    call('read the latest run', async () => {
      const row = await db
        .selectFrom('runs')
        .selectAll()
        .where('pipeline', '=', pipeline)
        .where('status', '!=', 'not_started')
        .orderBy('started_at', 'desc')
        .orderBy('run_id', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row === undefined ? undefined : toRecord(row);
    }),
  list: (query = {}) => call('list the runs', () => listRuns(db, engine, query)),
  tallies: () => call('count the runs', () => readTallies(db)),
});

const listRuns = async (
  db: Kysely<StoreTables>,
  { toTime }: Pick<StoreEngine, 'toTime'>,
  { pipeline, pipelines, status, since, limit = 50, cursor }: RunQuery,
) => {
  const size = Math.min(Math.max(1, Math.trunc(limit)), 500);
  let query = db
    .selectFrom('runs')
    .selectAll()
    .orderBy('started_at', 'desc')
    .orderBy('run_id', 'desc')
    .limit(size + 1);
  if (pipeline !== undefined) query = query.where('pipeline', '=', pipeline);
  // An empty list is no SQL; no pipeline has an empty name.
  if (pipelines !== undefined) query = query.where('pipeline', 'in', ['', ...pipelines]);
  if (since !== undefined) query = query.where('started_at', '>=', toTime(since));
  if (status !== undefined) query = query.where('status', '=', status);
  if (cursor !== undefined) {
    const { startedAt, runId } = readCursor(cursor, toTime);
    query = query.where((eb) =>
      eb.or([eb('started_at', '<', startedAt), eb.and([eb('started_at', '=', startedAt), eb('run_id', '<', runId)])]),
    );
  }
  const runs = (await query.execute()).map(toRecord);
  const last = runs[size - 1];
  if (runs.length <= size || last === undefined) return { runs };
  return { runs: runs.slice(0, size), next: writeCursor(last) };
};

const writeCursor = ({ startedAt, runId }: RunRecord): string =>
  Buffer.from(JSON.stringify([startedAt, runId])).toString('base64url');

const readCursor = (cursor: string, toTime: StoreEngine['toTime']): { startedAt: string; runId: string } => {
  try {
    const [startedAt, runId] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown[];
    if (typeof startedAt === 'string' && typeof runId === 'string') return { startedAt: toTime(startedAt), runId };
  } catch {
    // Not one of our cursors, or one with other contents.
  }
  throw new StevedoreError(
    'REQUEST_INVALID',
    'Cannot list the runs: the cursor is invalid; pass "next" of the previous page',
  );
};

const changes = (patch: RunPatch): Updateable<RunsTable> => ({
  ...(patch.status === undefined ? {} : { status: patch.status }),
  ...(patch.attempts === undefined ? {} : { attempts: patch.attempts }),
  ...(patch.reason === undefined ? {} : { reason: cut(patch.reason, 255) }),
  ...(patch.errorCode === undefined ? {} : { error_code: patch.errorCode }),
  ...(patch.error === undefined ? {} : { error: cutText(patch.error) }),
  ...(patch.generation === undefined ? {} : { generation: patch.generation }),
  ...(patch.warnings === undefined ? {} : { warnings: JSON.stringify(patch.warnings) }),
  ...(patch.snapshot === undefined ? {} : { snapshot: JSON.stringify(patch.snapshot) }),
});

const toRecord = (row: Selectable<RunsTable>): RunRecord => ({
  runId: row.run_id,
  kind: row.kind as RunRecord['kind'],
  ...(row.action === null ? {} : { action: row.action }),
  pipeline: row.pipeline,
  workflowId: row.workflow_id,
  trigger: row.started_by_trigger as RunRecord['trigger'],
  startedBy: row.started_by,
  startedAt: fromDatetime(row.started_at),
  ...(row.completed_at === null ? {} : { completedAt: fromDatetime(row.completed_at) }),
  status: row.status as RunRecord['status'],
  attempts: row.attempts,
  ...(row.reason === null ? {} : { reason: row.reason }),
  ...(row.error_code === null ? {} : { errorCode: row.error_code }),
  ...(row.error === null ? {} : { error: row.error }),
  ...(row.generation === null ? {} : { generation: row.generation }),
  warnings: JSON.parse(row.warnings) as string[],
  ...(row.snapshot === null ? {} : { snapshot: JSON.parse(row.snapshot) as NonNullable<RunRecord['snapshot']> }),
  ...(row.retry_of === null ? {} : { retryOf: row.retry_of }),
  ...(row.options === null ? {} : { options: JSON.parse(row.options) as NonNullable<RunRecord['options']> }),
});
