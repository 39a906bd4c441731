import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { CONTROL_SCHEMA, nextToken, spentToken, stagingSchema } from '../../contracts/dump-import/target-names.js';
import { controlTable } from './control-schema.js';
import { readJournal } from './journal.js';
import { WHOLE_PIPELINE, WORKER_START } from './take-epoch.js';
import { isWithoutControl } from './is-without-control.js';

/** What other runs of a pipeline left on the target. */
export interface Orphans {
  /** Existing staging, with the last epoch that filled it. */
  readonly staging: readonly { readonly database: string; readonly epoch: number }[];
  /** Databases recorded as staged, with the epoch that recorded them. */
  readonly staged: readonly { readonly database: string; readonly epoch: number }[];
  /** Tables of the control schema. */
  readonly tokens: readonly string[];
  /** Recorded connections of their epochs, alive or not. */
  readonly connections: number;
  /** Epochs that nothing needs any more; see `pruneEpochs`. */
  readonly epochs: number;
}

export interface OrphanQuery {
  readonly pipeline: string;
  /** The asking run; nothing that it left is an orphan. */
  readonly runId: string;
  /** Databases of other pipelines; their staging is never an orphan here, whoever filled it. */
  readonly foreign: readonly string[];
  /** Epochs taken before this time (UTC, as SQL writes it) are no longer needed. Absent: nothing is pruned. */
  readonly pruneBefore?: string;
}

/**
 * Finds orphans; only reads. Returns nothing if there is no control schema yet, and nothing while a publish is
 * incomplete: if the server tore it, staging may hold the only copy of a table.
 */
export const findOrphans = async (publisher: MysqlConnection, query: OrphanQuery): Promise<Orphans> => {
  if ((await readJournal(publisher, query.pipeline)) !== undefined) return NO_ORPHANS;
  try {
    return {
      staging: await findStaging(publisher, query),
      staged: await findStaged(publisher, query),
      tokens: await findTokens(publisher, query),
      connections: await countConnections(publisher, query),
      epochs: await countOldEpochs(publisher, query),
    };
  } catch (error) {
    if (isWithoutControl(error)) return NO_ORPHANS;
    throw error;
  }
};

export const NO_ORPHANS: Orphans = { staging: [], staged: [], tokens: [], connections: 0, epochs: 0 };

export const isNone = ({ staging, staged, tokens, connections, epochs }: Orphans): boolean =>
  staging.length + staged.length + tokens.length + connections + epochs === 0;

/** Describes what was swept; undefined if it is not worth mentioning. */
export const describeOrphans = ({ staging, staged, tokens, connections }: Orphans): string | undefined => {
  const parts = [
    ...staging.map(({ database }) => `staging "${stagingSchema(database)}"`),
    ...(staged.length > 0 && staging.length === 0 ? [`the record of ${staged.length} staged databases`] : []),
    ...(tokens.length > 0 ? [`${tokens.length} tokens`] : []),
    ...(connections > 0 ? [`${connections} connections`] : []),
  ];
  return parts.length === 0 ? undefined : parts.join(', ');
};

/**
 * The condition for epochs that may be deleted: old, of another run, without a recorded connection, and not the first
 * of their run, by which a superseded run is recognized (invariant 5 of `take-epoch.ts`). A writer that still held such
 * a number would be refused as FENCED.
 */
export const oldEpochs = ({ pipeline, runId, pruneBefore }: OrphanQuery) => ({
  condition: `pipeline = ? AND run_id <> ? AND taken_at < ?
    AND epoch NOT IN (SELECT first FROM (SELECT MIN(epoch) AS first FROM ${controlTable('epochs')} GROUP BY pipeline, run_id) AS firsts)
    AND epoch NOT IN (SELECT epoch FROM ${controlTable('connections')})
    AND epoch NOT IN (SELECT epoch FROM ${controlTable('staged')})`,
  values: [pipeline, runId, pruneBefore],
});

/**
 * Leaves staging alone if yet another run has written since: it may have been a rollback, which empties staging and
 * moves tables through it. What is there then was made by a killed server, and stays for a person to inspect until the
 * next load.
 */
const findStaging = async (publisher: MysqlConnection, { pipeline, runId, foreign }: OrphanQuery) => {
  const rows = await publisher.query(
    `SELECT scope, epoch, run_id FROM ${controlTable('epochs')} AS filled WHERE epoch IN
      (SELECT MAX(epoch) FROM ${controlTable('epochs')} WHERE pipeline = ? AND scope <> '${WHOLE_PIPELINE}' GROUP BY scope)
      AND NOT EXISTS (SELECT 1 FROM ${controlTable('epochs')} AS later
        WHERE later.pipeline = ? AND later.epoch > filled.epoch AND later.run_id NOT IN (filled.run_id, ?, '${WORKER_START}'))`,
    [pipeline, pipeline, runId],
  );
  const others = rows
    .filter((row) => row['run_id'] !== runId && !foreign.includes(String(row['scope'])))
    .map((row) => ({ database: String(row['scope']), epoch: Number(row['epoch']) }));
  if (others.length === 0) return [];
  const there = await publisher.query(
    'SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA WHERE SCHEMA_NAME IN (?)',
    [others.map(({ database }) => stagingSchema(database))],
  );
  const names = new Set(there.map((row) => String(row['name'])));
  return others.filter(({ database }) => names.has(stagingSchema(database)));
};

const findStaged = async (publisher: MysqlConnection, { pipeline, runId }: OrphanQuery) => {
  const rows = await publisher.query(
    `SELECT database_name AS name, epoch FROM ${controlTable('staged')} WHERE pipeline = ? AND run_id <> ?`,
    [pipeline, runId],
  );
  return rows.map((row) => ({ database: String(row['name']), epoch: Number(row['epoch']) }));
};

const findTokens = async (publisher: MysqlConnection, { pipeline, runId }: OrphanQuery): Promise<string[]> => {
  const rows = await publisher.query(
    `SELECT TABLE_NAME AS name FROM information_schema.TABLES
      WHERE TABLE_SCHEMA = ? AND (LEFT(TABLE_NAME, 5) = 'next_' OR LEFT(TABLE_NAME, 6) = 'spent_')`,
    [CONTROL_SCHEMA],
  );
  const tokens = rows.flatMap((row) => {
    const name = String(row['name']);
    const epoch = Number(/_(\d+)$/.exec(name)?.[1] ?? Number.NaN);
    const own = [
      nextToken(pipeline, epoch),
      spentToken(pipeline, epoch, 'live'),
      spentToken(pipeline, epoch, 'target'),
    ];
    return own.includes(name) ? [{ name, epoch }] : [];
  });
  if (tokens.length === 0) return [];
  const own = await publisher.query(`SELECT epoch FROM ${controlTable('epochs')} WHERE run_id = ? AND epoch IN (?)`, [
    runId,
    tokens.map(({ epoch }) => epoch),
  ]);
  const mine = new Set(own.map((row) => Number(row['epoch'])));
  return tokens.filter(({ epoch }) => !mine.has(epoch)).map(({ name }) => name);
};

const countConnections = async (publisher: MysqlConnection, { pipeline, runId }: OrphanQuery): Promise<number> => {
  const [row] = await publisher.query(
    `SELECT COUNT(*) AS n FROM ${controlTable('connections')} WHERE epoch IN
      (SELECT epoch FROM ${controlTable('epochs')} WHERE pipeline = ? AND run_id <> ?)`,
    [pipeline, runId],
  );
  return Number(row?.['n'] ?? 0);
};

const countOldEpochs = async (publisher: MysqlConnection, query: OrphanQuery): Promise<number> => {
  if (query.pruneBefore === undefined) return 0;
  const { condition, values } = oldEpochs(query);
  const [row] = await publisher.query(`SELECT COUNT(*) AS n FROM ${controlTable('epochs')} WHERE ${condition}`, values);
  return Number(row?.['n'] ?? 0);
};
