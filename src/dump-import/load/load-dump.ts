/**
 * Loads one dump into its staging schema.
 *
 * 1. A try of the same run and dump goes on behind the tables that an earlier one had finished; a table that was not finished is dropped
 *    first. In every other case the staging schema is dropped and created anew, so nothing that was left behind stays.
 * 2. Every write goes through connections of this try's epoch, as the loader, whose rights end at the staging schema.
 * 3. Tables are created in the dump's order, then filled side by side, each on one connection, then altered as the dump says.
 * 4. `after_load` changes tables, so from its first statement on there is nothing to go on behind.
 * 5. Nothing is committed to being right here: the proof decides.
 */
import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { quoteName } from '../../connectors/mysql/quote-name.js';
import type { ServerFacts } from '../../connectors/mysql/server-facts.js';
import { readServerFacts } from '../../connectors/mysql/server-facts.js';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import { stagingSchema } from '../../contracts/names.js';
import type { LoadStrategy, MysqlSettings } from '../../contracts/settings.js';
import { deferKeys } from '../../formats/mysql-dump/defer-keys.js';
import type { DumpIndex, DumpSession, TableIndex } from '../../formats/mysql-dump/dump-index.js';
import { quotingModes } from '../../formats/mysql-dump/sql-modes.js';
import type { LoadKey } from '../control/loaded-tables.js';
import { dumpKey, forgetLoadedTables, noteLoadedTable, readLoadedTables } from '../control/loaded-tables.js';
import { assertNotStaged, forgetStagedDatabase } from '../control/staged-databases.js';
import type { Epoch } from '../control/take-epoch.js';
import { takeEpoch } from '../control/take-epoch.js';
import { listTables } from '../publish/list-tables.js';
import { applySession } from './apply-session.js';
import type { ForwardRequest, ForwardResult } from './forward-statements.js';
import { forwardStatements } from './forward-statements.js';
import type { TablePlan } from './load-plan.js';
import { planLoad } from './load-plan.js';
import { loadRows } from './load-rows.js';
import { namingCollations } from './naming-collations.js';
import { namingLine } from './naming-line.js';

export interface LoadRequest {
  readonly pipeline: string;
  readonly runId: string;
  /** Of the run, from 1. @default 1 */
  readonly attempt?: number;
  readonly database: string;
  readonly dumpFile: string;
  readonly index: DumpIndex;
  /** Connections that fill tables side by side. */
  readonly connections: number;
  /** @default 'auto' */
  readonly strategy?: LoadStrategy | 'auto';
  /** Of the staging schema where the dump does not say. */
  readonly charset?: string;
  readonly afterLoad: readonly string[];
  readonly signal?: AbortSignal;
  readonly onProgress: (bytesDone: number, bytesTotal: number, detail: string) => void;
}

export interface LoadReport {
  readonly tables: number;
  readonly rows: number;
  /** Warnings of the server by table; the proof decides whether they matter. */
  readonly warnings: readonly { readonly table: string; readonly count: number }[];
  readonly plan: readonly TablePlan[];
  /** Tables that an earlier try had loaded. */
  readonly resumed: number;
  readonly durationMs: number;
}

/**
 * Guarantees: on success every statement of every table was accepted by the server; on failure the live schemas are untouched.
 * Throws DUMP_STATEMENT_TOO_LARGE, FENCED and `MYSQL_…` codes with file offset and table.
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
    const key = { ...request, dump: dumpKey(request.index) };
    const finished = await resumeStaging(epoch, loader, request, key);
    const left = plan.filter(({ table }) => !finished.has(table));
    const report = await fillTables(epoch, loader, request, {
      plan: left,
      keys: await createTables(loader, request, left, facts),
      flavor: facts.flavor,
      onFilled: (table) => noteLoadedTable(epoch.publisher, key, table),
    });
    const rows = request.index.tables.reduce((sum, table) => sum + (finished.has(table.name) ? table.rows : 0), report.rows);
    // What follows is ours, or the configuration's.
    await loader.execute("SET NAMES utf8mb4, sql_mode = '', time_zone = '+00:00'");
    await runAfterLoad(epoch, loader, request);
    await analyzeTables(loader, request.index.tables);
    return { ...report, rows, plan, resumed: finished.size, durationMs: Date.now() - started };
  } catch (error) {
    throw await namingLine(namingCollations(error, request.index), request.dumpFile);
  } finally {
    await epoch.close();
  }
};

/** What is forwarded must fit into one packet of the server. */
const assertStatementsFit = ({ index, database }: LoadRequest, { maxAllowedPacket }: ServerFacts, plan: readonly TablePlan[]): void => {
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

/** Finds out what an earlier try has left and clears away the rest; returns the tables that are done. */
const resumeStaging = async (epoch: Epoch, loader: MysqlConnection, request: LoadRequest, key: LoadKey): Promise<ReadonlySet<string>> => {
  const noted = await readLoadedTables(epoch.publisher, key);
  const there = new Set(await listTables(loader, stagingSchema(request.database)));
  const finished = new Set([...noted].filter((table) => there.has(table)));
  if (finished.size === 0) {
    await forgetLoadedTables(epoch.publisher, request.pipeline, request.database);
    await recreateStaging(loader, request);
    return finished;
  }
  await loader.execute(`USE ${quoteName(stagingSchema(request.database))}`);
  await loader.execute('SET foreign_key_checks = 0');
  for (const table of there) if (!finished.has(table)) await loader.execute(`DROP TABLE ${quoteName(table)}`, 'Cannot drop an unfinished table');
  return finished;
};

const recreateStaging = async (loader: MysqlConnection, request: LoadRequest): Promise<void> => {
  const schema = quoteName(stagingSchema(request.database));
  const charset = request.index.charset ?? request.charset;
  const collation = request.index.collation;
  await loader.execute(`DROP DATABASE IF EXISTS ${schema}`, 'Cannot empty the staging schema');
  await loader.execute(
    `CREATE DATABASE ${schema}${charset === undefined ? '' : ` CHARACTER SET ${charset}`}` +
      (collation === undefined ? '' : ` COLLATE ${collation}`),
    'Cannot create the staging schema',
  );
  await loader.execute(`USE ${schema}`);
};

/** Creates what is to be loaded, in the dump's order; returns by table the statement that adds the keys that were deferred. */
const createTables = async (
  loader: MysqlConnection,
  request: LoadRequest,
  plan: readonly TablePlan[],
  server: ServerFacts,
): Promise<ReadonlyMap<string, Buffer>> => {
  const planned = new Map(plan.map((one) => [one.table, one]));
  const keys = new Map<string, Buffer>();
  for (const table of request.index.tables) {
    const own = planned.get(table.name);
    if (own === undefined) continue;
    const withoutKeys = (body: Buffer, session: DumpSession): Buffer => {
      const deferred = own.deferKeys ? deferKeys(body, { ...quotingModes(session.sqlMode), server }) : undefined;
      if (deferred === undefined) return body;
      keys.set(table.name, deferred.alter);
      return deferred.create;
    };
    await forwardStatements(loader, { ...forwardOf(request), table, kinds: ['create'], onBytes: () => undefined, change: withoutKeys });
  }
  return keys;
};

const fillTables = async (
  epoch: Epoch,
  first: MysqlConnection,
  request: LoadRequest,
  { plan, keys, flavor, onFilled }: {
    readonly plan: readonly TablePlan[];
    readonly keys: ReadonlyMap<string, Buffer>;
    readonly flavor: ServerFacts['flavor'];
    readonly onFilled: (table: string) => Promise<void>;
  },
) => {
  const byName = new Map(request.index.tables.map((table) => [table.name, table]));
  const queue = [...plan];
  const total = request.index.tables.reduce((sum, table) => sum + table.dataBytes, 0);
  const warnings: { table: string; count: number }[] = [];
  let done = 0;
  let rows = 0;
  const count = (table: TableIndex, result: { readonly rows: number; readonly warnings: number }) => {
    rows += result.rows;
    if (result.warnings > 0) warnings.push({ table: table.name, count: result.warnings });
  };
  const stop = new AbortController();
  const fill = async (connection: MysqlConnection): Promise<void> => {
    for (let next = queue.shift(); next !== undefined && !stop.signal.aborted; next = queue.shift()) {
      const table = byName.get(next.table) as TableIndex;
      const common = {
        ...forwardOf(request),
        table,
        onBytes: (bytes: number) => {
          done += bytes;
          request.onProgress(done, total, table.name);
        },
      };
      if (next.strategy === 'forward-inserts') count(table, await forwardStatements(connection, { ...common, kinds: ['insert', 'alter'] }));
      else {
        count(table, await loadOrForward(connection, common, flavor));
        const alter = keys.get(table.name);
        if (alter !== undefined) {
          await applySession(connection, request.index.sessions[table.statements[0]?.session ?? -1] ?? {});
          await connection.execute(alter, `Cannot build the keys of table "${table.name}"`, { table: table.name });
        }
        // Whatever the dump alters it alters around all rows; what stands before them is alike in an empty table.
        await forwardStatements(connection, { ...common, kinds: ['alter'] });
      }
      await onFilled(table.name);
    }
  };
  const others = Math.max(0, Math.min(request.connections, queue.length) - 1);
  const connections = [first];
  for (let i = 0; i < others; i++) connections.push(await epoch.open('loader', stagingSchema(request.database)));
  const fills = connections.map((connection) =>
    fill(connection).catch((error: unknown) => {
      stop.abort();
      throw error;
    }),
  );
  // The others finish their table before the first error is told, so that nothing writes on after this returns.
  const outcomes = await Promise.allSettled(fills);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  return { tables: request.index.tables.length, rows, warnings };
};

/**
 * The INSERT statements do what a LOAD DATA could not, or tell which of them is at fault: LOCAL makes warnings of errors, and knows no lines.
 */
const loadOrForward = async (
  connection: MysqlConnection,
  common: Omit<ForwardRequest, 'kinds'>,
  flavor: ServerFacts['flavor'],
): Promise<ForwardResult> => {
  try {
    return await loadRows(connection, { ...common, flavor });
  } catch (error) {
    if (!isStevedoreError(error) || !['LOAD_ROWS_LOST', 'MYSQL_STATEMENT_FAILED'].includes(error.code)) throw error;
    await connection.execute(`TRUNCATE TABLE ${quoteName(common.table.name)}`, `Cannot empty table "${common.table.name}"`);
    const result = await forwardStatements(connection, { ...common, kinds: ['insert'], onBytes: () => undefined });
    if (result.rows === common.table.rows) return result;
    throw error;
  }
};

const runAfterLoad = async (epoch: Epoch, loader: MysqlConnection, request: LoadRequest): Promise<void> => {
  if (request.afterLoad.length > 0) await forgetLoadedTables(epoch.publisher, request.pipeline, request.database);
  for (const [position, sql] of request.afterLoad.entries()) {
    await loader.execute(sql, `Cannot run statement ${position + 1} of after_load for "${request.database}"`);
  }
};

const analyzeTables = async (loader: MysqlConnection, tables: readonly TableIndex[]): Promise<void> => {
  for (const { name } of tables) await loader.query(`ANALYZE TABLE ${quoteName(name)}`);
};

const forwardOf = (request: LoadRequest) => ({
  dumpFile: request.dumpFile,
  index: request.index,
  ...(request.signal === undefined ? {} : { signal: request.signal }),
});
