/**
 * The publish, or rollback, of a whole database: databases change their names.
 *
 * 1. Each database has its own marks. Those of the one that is to be live are written before, and are true as soon as
 *    it bears the live name: they cannot disagree with what is live.
 * 2. The right to write is held in the live database until nobody can log in there any more.
 * 3. Where the answer to COMMIT is lost, the mark in the database of the live name tells whether it happened.
 */
import type { PostgresSettings } from '../../contracts/connections/postgres.js';
import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import { withConnection } from '../../connectors/postgres/open-connection.js';
import { inTransaction } from '../../connectors/postgres/in-transaction.js';
import { quoteText } from '../../connectors/postgres/quote-name.js';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import { createControlTables, EPOCH, GENERATIONS } from './control-tables.js';
import { copyDatabaseSettings } from './copy-database-settings.js';
import { assertOwnPrevious, databasesOf } from './databases-of.js';
import { checkDatabaseRights } from './database-rights.js';
import type { GenerationState, SyncGeneration } from './generation-record.js';
import { listGenerations, markLive, noteDatabase, noteLeft } from './generation-record.js';
import type { Published, PublishOptions } from './publish-transaction.js';
import { liveBy } from './publish-transaction.js';
import type { Renaming } from './rename-databases.js';
import { renameDatabases } from './rename-databases.js';
import { assertEpoch, epochName } from '../fence/epoch.js';

export interface DatabaseExchange {
  readonly next: SyncGeneration;
  /** The states that others get before. */
  readonly others: readonly (readonly [SyncGeneration | undefined, GenerationState])[];
  /** The database that will be live. */
  readonly from: string;
  /** In this order; those of databases that are not there are left out. */
  readonly renamings: readonly Renaming[];
}

/** Throws PUBLISH_LOCKED, TARGET_UNSUITABLE, FENCED, and what `choose` throws. */
export const exchangeDatabases = async (
  target: PostgresSettings,
  { epoch, onCommit }: PublishOptions,
  choose: (all: readonly SyncGeneration[]) => DatabaseExchange,
): Promise<Published> => {
  const session = { applicationName: epochName(epoch) };
  let told: Published | undefined;
  let isCommitting = false;
  try {
    return await withConnection(target, session, async (live) => {
      await live.execute('begin', [], 'Cannot begin the publish');
      await assertEpoch(live, epoch);
      const all = await listGenerations(live);
      const before = liveBy(all, epoch.runId);
      if (before !== undefined) return { generation: before.generation, warnings: before.warnings ?? [] };
      const exchange = choose(all);
      await checkDatabaseRights(live);
      await assertOwnPrevious(live, target.database, all);
      const there = await databasesOf(live, [...exchange.renamings.flat()]);
      if (!there.has(exchange.from))
        throw new StevedoreError(
          'GENERATION_UNKNOWN',
          `Cannot publish: there is no database "${exchange.from}" any more`,
        );
      const warnings = await withConnection({ ...target, database: exchange.from }, session, async (next) => {
        const told = await copyDatabaseSettings(live, next, exchange.from);
        await writeMarks(live, next, exchange, epoch.runId, told);
        return told;
      });
      told = { generation: exchange.next.generation, warnings };
      const made = new Set(there.keys());
      const renamings = exchange.renamings.filter(([from, to]) => made.has(from) && made.add(to));
      await renameDatabases(target, session.applicationName, live, renamings, () => {
        isCommitting = true;
        onCommit?.();
      });
      return told;
    });
  } catch (error) {
    if (!isCommitting || told === undefined || !isStevedoreError(error) || error.code !== 'POSTGRES_CONNECTION_LOST')
      throw error;
    const all = await withConnection(target, session, listGenerations).catch(() => []);
    if (liveBy(all, epoch.runId) === undefined) throw error;
    return told;
  }
};

const writeMarks = async (
  live: PostgresConnection,
  next: PostgresConnection,
  exchange: DatabaseExchange,
  runId: string,
  warnings: readonly string[],
): Promise<void> => {
  const [rows = {}] = await live.query(
    `select (select oid::text from pg_catalog.pg_database where datname = current_database()) as oid, (select json_agg(g)::text from ${GENERATIONS} g) as generations, (select json_agg(e)::text from ${EPOCH} e) as epochs`,
    [],
    'Cannot read the marks of generations',
  );
  await createControlTables(next);
  await inTransaction(next, async () => {
    await next.execute(`delete from ${EPOCH}; delete from ${GENERATIONS}`, [], 'Cannot write the marks of generations');
    for (const [table, given] of [
      [EPOCH, rows['epochs']],
      [GENERATIONS, rows['generations']],
    ] as const)
      await next.execute(
        `insert into ${table} overriding system value select * from json_populate_recordset(null::${table}, $1::json)`,
        [given],
        'Cannot write the marks of generations',
      );
    await next.execute(
      `select setval(pg_get_serial_sequence(${quoteText(GENERATIONS)}, 'generation'), (select max(generation) from ${GENERATIONS}))`,
    );
    await noteDatabase(next, String(rows['oid']));
    await markLive(next, exchange.next, runId, exchange.others);
    await noteLeft(next, { unchecked: [], warnings });
  });
};
