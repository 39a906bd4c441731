import type { Kysely } from 'kysely';
import { toDatetime } from './column-values.js';
import type { StoreTables } from './tables.js';

type Call = <T>(action: string, operation: () => Promise<T>) => Promise<T>;

/** See `Store.prune`. A run goes after its lines, so that what an interrupted pruning leaves is found by the next. */
export const pruneRuns = async (
  db: Kysely<StoreTables>,
  call: Call,
  before: string,
  keepRunIds: readonly string[],
): Promise<number> => {
  const latest = await call('read the latest runs', () => latestRuns(db));
  const keep = [...new Set([...keepRunIds, ...latest])];
  for (let pruned = 0; ; ) {
    const old = await call('read the old runs', () => oldRuns(db, toDatetime(before), keep));
    if (old.length === 0) return pruned;
    for (const runId of old) {
      await call('forget an old run', async () => {
        while (((await db.deleteFrom('log_lines').where('run_id', '=', runId).limit(LINES).executeTakeFirst()).numDeletedRows) >= LINES);
        await db.deleteFrom('runs').where('run_id', '=', runId).execute();
      });
    }
    pruned += old.length;
  }
};

/** Of one statement, so that no transaction becomes large. */
const LINES = 5_000;
const RUNS = 100;

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
    .orderBy('started_at')
    .limit(RUNS);
  if (keep.length > 0) query = query.where('run_id', 'not in', [...keep]);
  return (await query.execute()).map(({ run_id }) => run_id);
};
