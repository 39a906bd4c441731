import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { fromDatetime } from './column-values.js';
import type { StoreEngine } from './engine.js';
import type { RunTally } from './store.js';
import type { StoreTables } from './tables.js';

/** The ends of all runs, both kept and deleted runs. */
export const readTallies = async (db: Kysely<StoreTables>): Promise<RunTally[]> => {
  const action = sql<string>`coalesce(action, 'run')`;
  const kept = await db
    .selectFrom('runs')
    .select((eb) => [
      'pipeline',
      'kind',
      'status as outcome',
      action.as('action'),
      eb.fn.countAll<number | string>().as('ended'),
      eb.fn.max('completed_at').as('last_ended_at'),
    ])
    .where('completed_at', 'is not', null)
    .groupBy(['pipeline', 'kind', 'status', action])
    .execute();
  const forgotten = await db.selectFrom('run_tallies').selectAll().execute();
  const tallies = new Map<string, RunTally>();
  for (const { pipeline, kind, action, outcome, ended, last_ended_at: last } of [...kept, ...forgotten]) {
    const key = JSON.stringify([pipeline, kind, action, outcome]);
    const before = tallies.get(key);
    const lastEndedAt = fromDatetime(last ?? new Date(0));
    tallies.set(key, {
      pipeline,
      kind,
      action,
      outcome: outcome as RunTally['outcome'],
      ended: Number(ended) + (before?.ended ?? 0),
      lastEndedAt: before !== undefined && before.lastEndedAt > lastEndedAt ? before.lastEndedAt : lastEndedAt,
    });
  }
  return [...tallies.values()];
};

/**
 * Deletes a run and counts it, both or neither: it counts once, however many calls or programs do so.
 * A run without an end counts as failed, as the API has shown it.
 */
export const forgetRun = (
  db: Kysely<StoreTables>,
  { keepExisting }: Pick<StoreEngine, 'keepExisting'>,
  runId: string,
): Promise<void> =>
  db.transaction().execute(async (trx) => {
    const run = await trx.selectFrom('runs').selectAll().where('run_id', '=', runId).forUpdate().executeTakeFirst();
    if (run === undefined) return;
    await trx.deleteFrom('runs').where('run_id', '=', runId).execute();
    const key = {
      pipeline: run.pipeline,
      kind: run.kind,
      action: run.action ?? 'run',
      outcome: run.completed_at === null ? 'failed' : run.status,
    };
    const end = run.completed_at ?? run.started_at;
    const row = { ...key, ended: 0, last_ended_at: end };
    await keepExisting(trx.insertInto('run_tallies').values(row), ['pipeline', 'kind', 'action', 'outcome']).execute();
    const tally = trx
      .updateTable('run_tallies')
      .where('pipeline', '=', key.pipeline)
      .where('kind', '=', key.kind)
      .where('action', '=', key.action)
      .where('outcome', '=', key.outcome);
    await tally.set((eb) => ({ ended: eb('ended', '+', 1) })).execute();
    await tally.set({ last_ended_at: end }).where('last_ended_at', '<', end).execute();
  });
