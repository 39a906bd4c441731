/**
 * Loads tables of a dump that is still being unpacked and read.
 *
 * 1. A table is loaded when it is complete, and noted with everything that the dump said of it. `loadDump` continues
 *    after exactly those tables of which the index of the whole dump says the same, and drops everything else there.
 * 2. It never fails the step. After its first error it takes no further table; `loadDump` loads the rest, or reports
 *    the fault.
 * 3. It leaves to `loadDump` tables that need `load.collations`, have foreign keys or do not fit the server, and those
 *    that would inherit another character set or collation than the staging schema was created with.
 * 4. A large table is loaded while its own rows are still being read, and noted with what it is in the end.
 * 5. A table is proved behind its load, on the same connection. Where that fails it is noted as loaded only, and the
 *    proof of the whole database tells what differs.
 * 6. Every write goes through connections of its own epoch.
 */
import { availableParallelism } from 'node:os';
import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { quoteName } from '../../connectors/mysql/quote-name.js';
import type { ServerFacts } from '../../connectors/mysql/server-facts.js';
import { readServerFacts } from '../../connectors/mysql/server-facts.js';
import { stagingSchema } from '../../contracts/dump-import/target-names.js';
import type { LoadStrategy } from '../../contracts/dump-import/settings.js';
import type { TableProof } from '../../contracts/dump-import/proof.js';
import type { MysqlSettings } from '../../contracts/connections/mysql.js';
import type { CompleteTable, DumpIndex, TableGrowth, TableIndex } from '../../formats/mysql-dump/dump-index.js';
import type { CollationMapping } from '../../formats/mysql-dump/index/map-collations.js';
import { judgeCharsetUses } from '../collations/judge-charset-uses.js';
import type { KnownCollations } from '../collations/known-collations.js';
import { askCollations } from '../collations/known-collations.js';
import { listCharsetUses } from '../collations/list-charset-uses.js';
import type { LoadKey } from '../control/loaded-tables.js';
import {
  forgetLoadedTables,
  noteLoadedTable,
  provedKey,
  readLoadedTables,
  saysLoaded,
  schemaKey,
  tableKey,
  THE_SCHEMA,
} from '../control/loaded-tables.js';
import { readServerStart } from '../control/server-start.js';
import { assertNotStaged, forgetStagedDatabase } from '../control/staged-databases.js';
import type { Epoch } from '../control/take-epoch.js';
import { takeEpoch } from '../control/take-epoch.js';
import { settleAll } from '../../contracts/settle-all.js';
import { isStevedoreError } from '../../contracts/errors.js';
import { proveTable } from '../proof/prove-database.js';
import { OWN_SESSION } from './apply-session.js';
import { besideLarge, chooseConnections } from './connections/choose-connections-rules.js';
import { createTables, recreateStaging } from './create-tables.js';
import { fillTable } from './fill-tables.js';
import type { ForwardResult } from './forward-statements.js';
import { LoadClock } from './connections/load-clock.js';
import { planLoad } from './load-plan.js';
import { shareSlots } from './connections/load-slots.js';
import type { TableWarnings } from './load-warnings.js';
import type { TableProofs } from './table-proofs.js';
import { bytesOf, TableQueue } from './table-queue.js';

export interface EarlyRequest {
  readonly pipeline: string;
  readonly runId: string;
  /** Attempt of the run, from 1. */
  readonly attempt: number;
  readonly database: string;
  /** See `LoadKey`. */
  readonly archive: string;
  /** Every byte of a complete table can be read from it. */
  readonly dumpFile: string;
  readonly connections: number | 'auto';
  readonly strategy: LoadStrategy | 'auto';
  /** `load.collations`. */
  readonly mapping: CollationMapping;
  /** The staging schema's, if the dump does not state it. */
  readonly charset?: string;
  readonly signal: AbortSignal;
  readonly onProgress: (bytesDone: number, table: string) => void;
}

export interface EarlyReport {
  readonly tables: number;
  /** Of the tables that were proved behind their load. */
  readonly proofs: TableProofs;
  /** By table, its `tableKey`, if all that stands in staging was loaded by this call. */
  readonly loaded?: ReadonlyMap<string, string>;
  readonly warnings: readonly TableWarnings[];
  /** Why it took no further table. */
  readonly error?: Error;
}

export interface EarlyLoad {
  /** Resolves when it waits for the first table, or has failed. */
  readonly ready: Promise<void>;
  readonly offer: (complete: CompleteTable) => void;
  /** No more tables come: resolves when those offered are loaded. */
  readonly end: () => Promise<EarlyReport>;
  /** Stops at once, even inside a table; resolves when nothing more is written. */
  readonly stop: () => Promise<void>;
}

/** Takes its epoch and connections at once, so that they are ready for the first table; empties staging only then. */
export const loadEarly = (mysql: MysqlSettings, request: EarlyRequest): EarlyLoad => {
  const stopping = new AbortController();
  const signal = AbortSignal.any([request.signal, stopping.signal]);
  const queue = new TableQueue();
  const warnings: TableWarnings[] = [];
  const loaded = new Map<string, string>();
  const proofs = new Map<string, TableProof>();
  const report: EarlyReport & { tables: number; loaded?: typeof loaded; error?: Error } = {
    tables: 0,
    proofs,
    warnings,
  };
  const onLoaded = (table: string, { warnings: count, notes, content, proof, isOnly }: LoadedTable): void => {
    report.tables += 1;
    loaded.set(table, content);
    if (proof) proofs.set(content, proof);
    if (isOnly) report.loaded = loaded;
    if (count > 0) warnings.push({ table, count, notes });
  };
  let isReady = (): void => undefined;
  const ready = new Promise<void>((resolve) => (isReady = resolve));
  const work = loadQueue(mysql, { ...request, signal }, queue, { onReady: isReady, onLoaded })
    .catch((error: unknown) => {
      queue.end({ dropped: true });
      report.error = error instanceof Error ? error : new Error(String(error));
    })
    .finally(isReady);
  return {
    ready,
    offer: (complete) => queue.put(complete),
    end: async () => {
      queue.end();
      await work;
      return report;
    },
    stop: async () => {
      queue.end({ dropped: true });
      stopping.abort();
      await work;
    },
  };
};

interface LoadedTable extends Pick<ForwardResult, 'warnings' | 'notes'> {
  /** Its `tableKey`. */
  readonly content: string;
  readonly proof?: TableProof | undefined;
  /** No earlier try has left anything in staging. */
  readonly isOnly: boolean;
}
type OnLoaded = (table: string, loaded: LoadedTable) => void;

/** What every table of one early load needs. */
interface Site {
  readonly request: EarlyRequest;
  readonly epoch: Epoch;
  readonly facts: ServerFacts;
  readonly known: KnownCollations;
  readonly key: LoadKey;
  /** `schemaKey` of staging. */
  readonly schema: string;
  /** What an earlier try has loaded. */
  readonly noted: ReadonlyMap<string, string>;
  readonly onBytes: (bytes: number, table: string) => void;
}

const loadQueue = async (
  mysql: MysqlSettings,
  request: EarlyRequest,
  queue: TableQueue,
  { onReady, onLoaded }: { readonly onReady: () => void; readonly onLoaded: OnLoaded },
): Promise<void> => {
  const { pipeline, runId, database, archive, signal } = request;
  const epoch = await takeEpoch(mysql, { pipeline, runId, scope: database, signal });
  try {
    await assertNotStaged(epoch.publisher, request, database);
    await forgetStagedDatabase(epoch.publisher, pipeline, database);
    const loader = await epoch.open('loader');
    const facts = await readServerFacts(loader);
    const key: LoadKey = { pipeline, runId, database, archive, serverStart: await readServerStart(epoch.publisher) };
    let noted = await readLoadedTables(epoch.publisher, key);
    const known = await askCollations(epoch.publisher);
    const wanted = chooseConnections(request.connections, facts, availableParallelism());
    const connections = [loader, ...(await settleAll(Array.from({ length: wanted - 1 }, () => epoch.open('loader'))))];
    onReady();
    if (!(await queue.hasNext())) return;
    const first = queue.next() ?? {};
    const schema = schemaKey(key, first);
    if (noted.get(THE_SCHEMA) !== schema) {
      noted = new Map();
      await forgetLoadedTables(epoch.publisher, pipeline, database);
      await recreateStaging(loader, { ...request, index: first });
      await noteLoadedTable(epoch.publisher, key, THE_SCHEMA, schema);
    }
    await settleAll(connections.map((connection) => connection.execute(`USE ${quoteName(stagingSchema(database))}`)));
    let done = 0;
    const onBytes = (bytes: number, table: string): void => request.onProgress((done += bytes), table);
    const site: Site = { request, epoch, facts, known, key, schema, noted, onBytes };
    const { slots, leave } = shareSlots(runId, wanted, besideLarge(request.connections, wanted));
    const load = async (connection: MysqlConnection): Promise<void> => {
      while (await queue.hasNext()) {
        const turn = await slots.take(() => queue.largestBytes(), signal);
        try {
          const next = queue.take();
          if (next) turn.fills(() => bytesOf(next));
          const loaded = next && (await loadTable(connection, site, next));
          if (next && loaded) onLoaded(next.table.name, loaded);
        } finally {
          turn.end();
        }
      }
    };
    const stopAll = (error: unknown): never => {
      queue.end({ dropped: true });
      throw error;
    };
    await settleAll(connections.map((connection) => load(connection).catch(stopAll))).finally(leave);
  } finally {
    await epoch.close();
  }
};

/** Undefined if it is left to `loadDump`. */
const loadTable = async (
  connection: MysqlConnection,
  site: Site,
  { growth, ...complete }: CompleteTable,
): Promise<LoadedTable | undefined> => {
  if (growth === undefined) return loadComplete(connection, site, complete);
  const { request, facts, noted } = site;
  const [plan] = planLoad([complete.table], facts, request.strategy);
  // What an earlier try made of it is known by what it is in the end; and a cluster takes no more than so much at once.
  const follows = growth.isGrowing && !noted.has(complete.table.name) && facts.maxTransactionBytes === undefined;
  if (follows && plan?.strategy === 'load-data') return loadComplete(connection, site, complete, growth);
  for (let at = 0; growth.isGrowing; at = growth.reaches) await growth.next(at, request.signal);
  return growth.whole && loadComplete(connection, site, { ...complete, table: growth.whole });
};

/** With `growth`, `table` is only what is known by now. */
const loadComplete = async (
  connection: MysqlConnection,
  site: Site,
  { table, ...dump }: Omit<CompleteTable, 'growth'>,
  growth?: TableGrowth,
): Promise<LoadedTable | undefined> => {
  const { request, epoch, facts, key, noted } = site;
  const { dumpFile, signal } = request;
  const index: DumpIndex = { ...dump, bytes: 0, tables: [table], objects: [], hasTrailer: false, account: [] };
  if (schemaKey(key, dump) !== site.schema) return undefined;
  const known = tableKey(key, index, table);
  if (growth === undefined && saysLoaded(noted.get(table.name), known))
    return { warnings: 0, notes: [], content: known, isOnly: false };
  const [plan] = planLoad([table], facts, request.strategy);
  if (plan === undefined || (plan.strategy === 'forward-inserts' && table.longestStatement >= facts.maxAllowedPacket))
    return undefined;
  if (!(await isSpoken(site, index))) return undefined;
  if (noted.size > 0)
    await connection.execute(`DROP TABLE IF EXISTS ${quoteName(table.name)}`, 'Cannot drop an unfinished table');
  const keys = await createTables(connection, { dumpFile, index, signal }, [plan], facts);
  const onBytes = (bytes: number): void => site.onBytes(bytes, table.name);
  const source = { dumpFile, index, table, clock: new LoadClock(), onBytes, signal, ...(growth && { growth }) };
  const result = await fillTable(connection, source, plan, { keys, flavor: facts.flavor });
  const whole = growth?.whole ?? table;
  const content = tableKey(key, index, whole);
  const proof = await prove(connection, site, { ...index, tables: [whole] }, whole);
  await noteLoadedTable(epoch.publisher, key, table.name, proof === undefined ? content : provedKey(content));
  return { ...result, content, proof, isOnly: noted.size === 0 };
};

/** Counts the table's keys for the server's planner, and proves it; undefined where it differs from the dump. */
const prove = async (
  connection: MysqlConnection,
  { request: { database }, facts }: Site,
  index: DumpIndex,
  table: TableIndex,
): Promise<TableProof | undefined> => {
  await connection.execute(OWN_SESSION);
  await connection.query(`ANALYZE TABLE ${quoteName(table.name)}`);
  try {
    return await proveTable(connection, { database, index, onProgress: () => undefined }, table, facts);
  } catch (error) {
    if (isStevedoreError(error) && error.code === 'PROOF_FAILED') return undefined;
    throw error;
  }
};

/** Whether the server knows every character set and collation that a table names. */
const isSpoken = async ({ request, known }: Site, index: DumpIndex): Promise<boolean> => {
  const uses = await listCharsetUses({ dumpFile: request.dumpFile, index, signal: request.signal }, known.server);
  const { unknown, badMappings, places } = await judgeCharsetUses(uses, request.mapping, known);
  return unknown.length + badMappings.length + places === 0;
};
