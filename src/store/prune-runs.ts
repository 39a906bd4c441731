import type { Kysely } from 'kysely';
import type { StoreEngine } from './engine.js';
import { forgetRun } from './run-tallies.js';
import type { Call } from './store-call.js';
import type { StoreTables } from './tables.js';

/** See `Store.prune`. Deletes a run after its lines, so that the next pruning finds what an interrupted one left. */
export const pruneRuns = async (
  db: Kysely<StoreTables>,
  call: Call,
  engine: Pick<StoreEngine, 'toTime' | 'keepExisting'>,
  before: string,
  keepRunIds: readonly string[],
): Promise<number> => {
  const latest = await call('read the latest runs', () => latestRuns(db));
  const keep = [...new Set([...keepRunIds, ...latest])];
  for (let pruned = 0; ; ) {
    const old = await call('read the old runs', () => oldRuns(db, engine.toTime(before), keep));
    if (old.length === 0) return pruned;
    for (const runId of old) {
      await call('delete an old run', async () => {
        while (await deleteLines(db, runId));
        await forgetRun(db, engine, runId);
      });
    }
    pruned += old.length;
  }
};

/** Limits a statement, so that no transaction becomes large. */
const LINES = 5_000;
const RUNS = 100;

/** PostgreSQL knows no LIMIT here. Returns false once no line is left. */
const deleteLines = async (db: Kysely<StoreTables>, runId: string): Promise<boolean> => {
  const ofRun = db.selectFrom('log_lines').select('seq').where('run_id', '=', runId).orderBy('seq');
  const last = await ofRun
    .limit(1)
    .offset(LINES - 1)
    .executeTakeFirst();
  let lines = db.deleteFrom('log_lines').where('run_id', '=', runId);
  if (last !== undefined) lines = lines.where('seq', '<=', last.seq);
  await lines.execute();
  return last !== undefined;
};

const latestRuns = async (db: Kysely<StoreTables>): Promise<string[]> => {
  const rows = await db
    .selectFrom('runs')
    .innerJoin(
      db
        .selectFrom('runs')
        .select((eb) => ['pipeline', eb.fn.max('started_at').as('newest')])
        .where('status', '!=', 'not_started')
        .groupBy('pipeline')
        .as('last'),
      (join) => join.onRef('runs.pipeline', '=', 'last.pipeline').onRef('runs.started_at', '=', 'last.newest'),
    )
    .select('runs.run_id')
    .execute();
  return rows.map(({ run_id }) => run_id);
};

const oldRuns = async (db: Kysely<StoreTables>, before: string, keep: readonly string[]): Promise<string[]> => {
  let query = db
    .selectFrom('runs')
    .select('run_id')
    .where('started_at', '<', before)
    .where((eb) => eb.or([eb('completed_at', 'is', null), eb('completed_at', '<', before)]))
    // Of jobs several may be open, however long; one that was lost is given its end by whoever finds that out.
    .where((eb) => eb.or([eb('completed_at', 'is not', null), eb('workflow_id', 'not like', '%/job/%')]))
    .orderBy('started_at')
    .limit(RUNS);
  if (keep.length > 0) query = query.where('run_id', 'not in', [...keep]);
  return (await query.execute()).map(({ run_id }) => run_id);
};
