/**
 * Loads one dump into its staging schema.
 *
 * 1. A try of the same run and dump continues after the tables that an earlier one finished; unfinished tables are
 *    dropped first. In every other case the staging schema is dropped and created again, so that nothing is left over.
 * 2. Every write goes through connections of this try's epoch, as the loader, whose rights end at the staging schema.
 * 3. Tables are created in the dump's order, then filled in parallel, each on one connection, then altered as the dump
 *    says.
 * 4. `after_load` changes tables, so no try can continue from its first statement on.
 * 5. If triggers are to fire for rows after them, one connection loads the whole dump in its order
 *    (`load-in-order.ts`).
 * 6. The load does not have to be right: the proof decides.
 */
import { availableParallelism } from 'node:os';
import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { quoteName } from '../../connectors/mysql/quote-name.js';
import type { ServerFacts } from '../../connectors/mysql/server-facts.js';
import { readServerFacts } from '../../connectors/mysql/server-facts.js';
import { StevedoreError } from '../../contracts/errors.js';
import { stagingSchema } from '../../contracts/dump-import/target-names.js';
import type { LoadStrategy } from '../../contracts/dump-import/settings.js';
import type { MysqlSettings } from '../../contracts/connections/mysql.js';
import type { DumpIndex, TableIndex } from '../../formats/mysql-dump/dump-index.js';
import type { LoadKey } from '../control/loaded-tables.js';
import {
  forgetLoadedTables,
  noteLoadedTable,
  readLoadedTables,
  saysLoaded,
  tableKey,
  THE_SCHEMA,
} from '../control/loaded-tables.js';
import { readServerStart } from '../control/server-start.js';
import { assertNotStaged, forgetStagedDatabase } from '../control/staged-databases.js';
import type { Epoch } from '../control/take-epoch.js';
import { takeEpoch } from '../control/take-epoch.js';
import { listTables } from '../list-tables.js';
import { settleAll } from '../../contracts/settle-all.js';
import { OWN_SESSION } from './apply-session.js';
import type { Bottleneck } from './connections/bottleneck-rules.js';
import { nameBottleneck } from './connections/bottleneck-rules.js';
import { besideLarge, chooseConnections } from './connections/choose-connections-rules.js';
import { createTables, recreateStaging } from './create-tables.js';
import { fillTables } from './fill-tables.js';
import type { TablePlan } from './load-plan.js';
import { planLoad } from './load-plan.js';
import { shareSlots } from './connections/load-slots.js';
import type { TableWarnings } from './load-warnings.js';
import { loadInOrder } from './load-in-order.js';
import { namingCollations } from './naming-collations.js';
import { namingLine } from './naming-line.js';

export interface LoadRequest {
  readonly pipeline: string;
  readonly runId: string;
  /** Attempt of the run, from 1. @default 1 */
  readonly attempt?: number;
  readonly database: string;
  /** See `LoadKey`. */
  readonly archive?: string;
  readonly dumpFile: string;
  readonly index: DumpIndex;
  /** Connections that fill tables in parallel; see `chooseConnections`. */
  readonly connections: number | 'auto';
  /** @default 'auto' */
  readonly strategy?: LoadStrategy | 'auto';
  /** The staging schema's, if the dump does not state it. */
  readonly charset?: string;
  readonly afterLoad: readonly string[];
  readonly signal?: AbortSignal;
  readonly onProgress: (bytesDone: number, bytesTotal: number, detail: string) => void;
}

export interface LoadReport {
  readonly tables: number;
  readonly rows: number;
  /** The server's warnings by table; the proof decides whether they matter. */
  readonly warnings: readonly TableWarnings[];
  readonly plan: readonly TablePlan[];
  /** Tables that an earlier try, or the step that unpacked the dump, had loaded. */
  readonly resumed: number;
  /**
   * Tables that were loaded before but differ from the whole dump; they were dropped, and loaded again if it has them.
   */
  readonly outdated: readonly string[];
  /** What was waited for most; absent if the load was short. */
  readonly bottleneck?: Bottleneck;
  readonly durationMs: number;
}

/**
 * Loads a dump. On success the server has accepted every statement of every table; on failure the live schemas are
 * untouched. Throws DUMP_STATEMENT_TOO_LARGE, FENCED and `MYSQL_…` codes with file offset and table.
 */
export const loadDump = async (mysql: MysqlSettings, request: LoadRequest): Promise<LoadReport> => {
  const started = Date.now();
  const epoch = await takeEpoch(mysql, {
    pipeline: request.pipeline,
    runId: request.runId,
    scope: request.database,
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  });
  try {
    await assertNotStaged(epoch.publisher, { attempt: 1, ...request }, request.database);
    await forgetStagedDatabase(epoch.publisher, request.pipeline, request.database);
    const loader = await epoch.open('loader');
    const facts = await readServerFacts(loader);
    const plan = planLoad(request.index.tables, facts, request.strategy);
    assertStatementsFit(request, facts, plan);
    const key = { ...request, serverStart: await readServerStart(epoch.publisher) };
    const { finished, outdated } = await resumeStaging(epoch, loader, request, key);
    const left = plan.filter(({ table }) => !finished.has(table));
    if (request.index.inOrder === true && left.length > 0) {
      const report = await loadInOrder(epoch, loader, request);
      await finishLoad(epoch, [loader], request);
      for (const table of request.index.tables)
        await noteLoadedTable(epoch.publisher, key, table.name, tableKey(key, request.index, table));
      return { tables: plan.length, ...report, plan, resumed: 0, outdated, durationMs: Date.now() - started };
    }
    const keys = await createTables(loader, forwardOf(request), left, facts);
    const wanted = chooseConnections(request.connections, facts, availableParallelism());
    const others = Array.from({ length: Math.min(wanted, left.length) - 1 }, () =>
      epoch.open('loader', stagingSchema(request.database)),
    );
    const connections = [loader, ...(await settleAll(others))];
    const { slots, leave } = shareSlots(request.runId, wanted, besideLarge(request.connections, wanted));
    const report = await fillTables(connections, {
      ...forwardOf(request),
      slots,
      plan: left,
      keys,
      flavor: facts.flavor,
      onProgress: request.onProgress,
      onFilled: (table) => noteLoadedTable(epoch.publisher, key, table.name, tableKey(key, request.index, table)),
    }).finally(leave);
    const rows = request.index.tables.reduce(
      (sum, table) => sum + (finished.has(table.name) ? table.rows : 0),
      report.rows,
    );
    await finishLoad(epoch, connections, request);
    const bottleneck = nameBottleneck(report.waits, {
      ...sizesOf(left, request.index),
      connections: wanted,
      bufferPoolBytes: facts.bufferPoolBytes,
    });
    return {
      tables: plan.length,
      rows,
      warnings: report.warnings,
      plan,
      resumed: finished.size,
      outdated,
      ...(bottleneck === undefined ? {} : { bottleneck }),
      durationMs: Date.now() - started,
    };
  } catch (error) {
    throw await namingLine(namingCollations(error, request.index), request.dumpFile);
  } finally {
    await epoch.close();
  }
};

/** A forwarded statement must fit into one packet of the server. */
const assertStatementsFit = (
  { index, database }: LoadRequest,
  { maxAllowedPacket }: ServerFacts,
  plan: readonly TablePlan[],
): void => {
  const forwarded = new Set(plan.filter(({ strategy }) => strategy === 'forward-inserts').map(({ table }) => table));
  const tooLong = index.tables.find((table) => forwarded.has(table.name) && table.longestStatement >= maxAllowedPacket);
  if (tooLong === undefined) return;
  throw new StevedoreError(
    'DUMP_STATEMENT_TOO_LARGE',
    `Cannot load table "${tooLong.name}" of "${database}": a statement has ${tooLong.longestStatement} bytes, ` +
      `the server takes ${maxAllowedPacket}; raise its max_allowed_packet`,
    { details: { database, table: tooLong.name, bytes: tooLong.longestStatement, limit: maxAllowedPacket } },
  );
};

interface Resumed {
  readonly finished: ReadonlySet<string>;
  readonly outdated: readonly string[];
}

/** Finds what was loaded before, and removes what is unfinished or differs from the whole dump. */
const resumeStaging = async (
  epoch: Epoch,
  loader: MysqlConnection,
  request: LoadRequest,
  key: LoadKey,
): Promise<Resumed> => {
  const noted = await readLoadedTables(epoch.publisher, key);
  const there = new Set(await listTables(loader, stagingSchema(request.database)));
  const isFinished = (table: TableIndex) =>
    there.has(table.name) && saysLoaded(noted.get(table.name), tableKey(key, request.index, table));
  const finished = new Set(request.index.tables.filter(isFinished).map(({ name }) => name));
  // In the dump's order it is all or nothing.
  if (request.index.inOrder === true && finished.size < request.index.tables.length) finished.clear();
  const outdated = [...noted.keys()].filter((name) => name !== THE_SCHEMA && !finished.has(name));
  if (finished.size === 0) {
    await forgetLoadedTables(epoch.publisher, request.pipeline, request.database);
    await recreateStaging(loader, request);
    return { finished, outdated };
  }
  await loader.execute(`USE ${quoteName(stagingSchema(request.database))}`);
  await loader.execute('SET foreign_key_checks = 0');
  for (const table of there)
    if (!finished.has(table)) await loader.execute(`DROP TABLE ${quoteName(table)}`, 'Cannot drop an unfinished table');
  return { finished, outdated };
};

/** After the dump's own statements, only ours or the configuration's follow. */
const finishLoad = async (
  epoch: Epoch,
  connections: readonly MysqlConnection[],
  request: LoadRequest,
): Promise<void> => {
  const [loader] = connections;
  await loader?.execute(OWN_SESSION);
  if (loader) await runAfterLoad(epoch, loader, request);
  await analyzeTables(connections, request.index.tables);
};

const runAfterLoad = async (epoch: Epoch, loader: MysqlConnection, request: LoadRequest): Promise<void> => {
  if (request.afterLoad.length > 0) await forgetLoadedTables(epoch.publisher, request.pipeline, request.database);
  for (const [position, sql] of request.afterLoad.entries()) {
    await loader.execute(sql, `Cannot run statement ${position + 1} of after_load for "${request.database}"`);
  }
};

const analyzeTables = async (connections: readonly MysqlConnection[], tables: readonly TableIndex[]): Promise<void> => {
  const queue = [...tables];
  const analyze = async (connection: MysqlConnection): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift())
      await connection.query(`ANALYZE TABLE ${quoteName(next.name)}`);
  };
  await settleAll(connections.map(analyze));
};

/** `plan` is largest first. */
const sizesOf = (plan: readonly TablePlan[], index: DumpIndex) => {
  const bytes = new Map(index.tables.map(({ name, dataBytes }) => [name, dataBytes]));
  const sizes = plan.map(({ table }) => ({ table, bytes: bytes.get(table) ?? 0 }));
  return {
    dataBytes: sizes.reduce((sum, { bytes: size }) => sum + size, 0),
    largest: sizes[0] ?? { table: '', bytes: 0 },
  };
};

const forwardOf = (request: LoadRequest) => ({
  dumpFile: request.dumpFile,
  index: request.index,
  ...(request.signal === undefined ? {} : { signal: request.signal }),
});
