/**
 * Loads one dump into its staging schema.
 *
 * 1. The staging schema is dropped and created first: whatever an earlier try left behind is gone before the first row.
 * 2. Every write goes through connections of this try's epoch, as the loader, whose rights end at the staging schema.
 * 3. Tables are created in the dump's order, then filled side by side, each on one connection, then altered as the dump says.
 * 4. Nothing is committed to being right here: the proof decides.
 */
import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { quoteName } from '../../connectors/mysql/quote-name.js';
import { readServerFacts } from '../../connectors/mysql/server-facts.js';
import { StevedoreError } from '../../contracts/errors.js';
import { stagingSchema } from '../../contracts/names.js';
import type { MysqlSettings } from '../../contracts/settings.js';
import type { DumpIndex, TableIndex } from '../../formats/mysql-dump/dump-index.js';
import { forgetStagedDatabase } from '../control/staged-databases.js';
import type { Epoch } from '../control/take-epoch.js';
import { takeEpoch } from '../control/take-epoch.js';
import { forwardStatements } from './forward-statements.js';
import { planLoad } from './load-plan.js';
import { namingLine } from './naming-line.js';

export interface LoadRequest {
  readonly pipeline: string;
  readonly runId: string;
  readonly database: string;
  readonly dumpFile: string;
  readonly index: DumpIndex;
  /** Connections that fill tables side by side. */
  readonly connections: number;
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
    await forgetStagedDatabase(epoch.publisher, request.pipeline, request.database);
    const loader = await epoch.open('loader');
    await assertStatementsFit(loader, request);
    await recreateStaging(loader, request);
    await createTables(loader, request);
    const report = await fillTables(epoch, loader, request);
    await runAfterLoad(loader, request);
    await analyzeTables(loader, request.index.tables);
    return { ...report, durationMs: Date.now() - started };
  } catch (error) {
    throw await namingLine(error, request.dumpFile);
  } finally {
    await epoch.close();
  }
};

const assertStatementsFit = async (loader: MysqlConnection, { index, database }: LoadRequest): Promise<void> => {
  const { maxAllowedPacket } = await readServerFacts(loader);
  const tooLong = index.tables.find((table) => table.longestStatement >= maxAllowedPacket);
  if (tooLong === undefined) return;
  throw new StevedoreError(
    'DUMP_STATEMENT_TOO_LARGE',
    `Cannot load table "${tooLong.name}" of "${database}": a statement has ${tooLong.longestStatement} bytes, ` +
      `the server takes ${maxAllowedPacket}; raise its max_allowed_packet`,
    { details: { database, table: tooLong.name, bytes: tooLong.longestStatement, limit: maxAllowedPacket } },
  );
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

const createTables = async (loader: MysqlConnection, request: LoadRequest): Promise<void> => {
  for (const table of request.index.tables) {
    await forwardStatements(loader, { ...forwardOf(request), table, kinds: ['create'], onBytes: () => undefined });
  }
};

const fillTables = async (epoch: Epoch, first: MysqlConnection, request: LoadRequest) => {
  const byName = new Map(request.index.tables.map((table) => [table.name, table]));
  const queue = planLoad(request.index.tables);
  const total = request.index.tables.reduce((sum, table) => sum + table.dataBytes, 0);
  const warnings: { table: string; count: number }[] = [];
  let done = 0;
  let rows = 0;
  const stop = new AbortController();
  const fill = async (connection: MysqlConnection): Promise<void> => {
    for (let next = queue.shift(); next !== undefined && !stop.signal.aborted; next = queue.shift()) {
      const table = byName.get(next.table) as TableIndex;
      const result = await forwardStatements(connection, {
        ...forwardOf(request),
        table,
        kinds: ['insert', 'alter'],
        onBytes: (bytes) => {
          done += bytes;
          request.onProgress(done, total, table.name);
        },
      });
      rows += result.rows;
      if (result.warnings > 0) warnings.push({ table: table.name, count: result.warnings });
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

const runAfterLoad = async (loader: MysqlConnection, request: LoadRequest): Promise<void> => {
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
