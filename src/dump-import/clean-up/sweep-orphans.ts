import { withConnection } from '../../connectors/mysql/open-connection.js';
import { stagingSchema } from '../../contracts/dump-import/target-names.js';
import type { MysqlSettings } from '../../contracts/connections/mysql.js';
import { controlTable } from '../control/control-schema.js';
import type { OrphanQuery, Orphans } from '../control/find-orphans.js';
import { findOrphans, isNone, NO_ORPHANS, oldEpochs } from '../control/find-orphans.js';
import { forgetLoadedTables } from '../control/loaded-tables.js';
import type { Epoch } from '../control/take-epoch.js';
import { newestEpoch, takeEpoch, WHOLE_PIPELINE } from '../control/take-epoch.js';
import { dropSchema } from '../drop-schema.js';

export interface SweepRequest {
  readonly pipeline: string;
  /** The run that sweeps, the pipeline's only open one; WORKER_START if none is open. */
  readonly runId: string;
  /** Databases of other pipelines. */
  readonly foreign: readonly string[];
  /** Age from which a run's epochs are deleted. Absent: never. */
  readonly keepEpochsMs?: number;
  /**
   * A run may begin at any time: where one has taken an epoch since the look, nothing is swept. @default false, since
   * the run that sweeps is the only one
   */
  readonly yields?: boolean;
}

/**
 * Removes what ended runs left on the target: staging and its records, tokens, connections and old epochs. Writes
 * nothing if there is nothing to remove, or if a publish is incomplete (`settlePipeline` ends it). Never touches what
 * the sweeping run uses, nor staging filled again meanwhile. Throws FENCED if a later run has begun, and `MYSQL_…`
 * codes.
 */
export const sweepOrphans = async (mysql: MysqlSettings, request: SweepRequest): Promise<Orphans> => {
  const { pipeline, runId, foreign, keepEpochsMs } = request;
  const query: OrphanQuery = {
    pipeline,
    runId,
    foreign,
    ...(keepEpochsMs === undefined ? {} : { pruneBefore: sqlTime(Date.now() - keepEpochsMs) }),
  };
  const { found, newest } = await withConnection(mysql, 'publisher', {}, async (publisher) => ({
    // Before the look: whoever takes an epoch behind this is seen by it.
    newest: request.yields === true ? await newestEpoch(publisher, pipeline) : undefined,
    found: await findOrphans(publisher, query),
  }));
  if (isNone(found)) return NO_ORPHANS;
  // Ends and deletes the connections of earlier epochs, and drops the tokens that have not moved.
  const epoch = await takeEpoch(mysql, {
    pipeline,
    runId,
    scope: WHOLE_PIPELINE,
    ...(newest === undefined ? {} : { behind: newest }),
  });
  try {
    // The sweeper may have been paused between finding orphans and taking its epoch.
    const still = await findOrphans(epoch.publisher, query);
    await dropStaging(epoch, pipeline, found, still);
    for (const token of found.tokens.filter((name) => still.tokens.includes(name)))
      await epoch.publisher.execute(`DROP TABLE IF EXISTS ${controlTable(token)}`);
    for (const staged of found.staged) {
      await epoch.publisher.query(`DELETE FROM ${controlTable('staged')} WHERE pipeline = ? AND epoch = ?`, [
        pipeline,
        staged.epoch,
      ]);
    }
    if (query.pruneBefore !== undefined) await pruneEpochs(epoch, query);
    return found;
  } finally {
    await epoch.close();
  }
};

const dropStaging = async (epoch: Epoch, pipeline: string, found: Orphans, still: Orphans): Promise<void> => {
  if (found.staging.length === 0) return;
  const loader = await epoch.open('loader');
  // A reader of abandoned staging must not make the sweep wait for long.
  await loader.execute(`SET lock_wait_timeout = ${LOCK_TIMEOUT_S}`);
  for (const { database, epoch: filledBy } of found.staging) {
    if (!still.staging.some((one) => one.database === database && one.epoch === filledBy)) continue;
    await forgetLoadedTables(epoch.publisher, pipeline, database);
    await dropSchema(loader, stagingSchema(database), `Cannot drop the staging of "${database}"`);
  }
};

/** MySQL cannot delete from a table that the condition reads, so the numbers are read first. */
const pruneEpochs = async (epoch: Epoch, query: OrphanQuery): Promise<void> => {
  const { condition, values } = oldEpochs(query);
  for (;;) {
    const rows = await epoch.publisher.query(
      `SELECT epoch FROM ${controlTable('epochs')} WHERE ${condition} ORDER BY epoch LIMIT ${PRUNED_AT_ONCE}`,
      values,
    );
    if (rows.length === 0) return;
    await epoch.publisher.query(`DELETE FROM ${controlTable('epochs')} WHERE epoch IN (?)`, [
      rows.map((row) => Number(row['epoch'])),
    ]);
  }
};

const LOCK_TIMEOUT_S = 10;

const PRUNED_AT_ONCE = 500;

/** Our sessions are in UTC. */
const sqlTime = (ms: number): string => new Date(ms).toISOString().slice(0, 23).replace('T', ' ');
