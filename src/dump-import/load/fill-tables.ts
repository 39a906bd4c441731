import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { quoteName } from '../../connectors/mysql/quote-name.js';
import type { ServerFacts } from '../../connectors/mysql/server-facts.js';
import { isStevedoreError } from '../../contracts/errors.js';
import type { DumpIndex, TableIndex } from '../../formats/mysql-dump/dump-index.js';
import { settleAll } from '../../contracts/settle-all.js';
import { applySession } from './apply-session.js';
import type { LoadWaits } from './connections/bottleneck-rules.js';
import type { ForwardRequest, ForwardResult } from './forward-statements.js';
import { forwardStatements } from './forward-statements.js';
import { holdingStatistics } from './engine/hold-statistics.js';
import type { LoadSlots } from './connections/load-slots.js';
import type { TableWarnings } from './load-warnings.js';
import type { TablePlan } from './load-plan.js';
import { loadRows } from './load-rows.js';
import { LoadClock } from './connections/load-clock.js';

export interface FillRequest {
  readonly dumpFile: string;
  readonly index: DumpIndex;
  /** The tables to fill, in order. */
  readonly plan: readonly TablePlan[];
  /** By table, the statement that adds the deferred keys. */
  readonly keys: ReadonlyMap<string, Buffer>;
  readonly flavor: ServerFacts['flavor'];
  /** The run's slots. */
  readonly slots: LoadSlots;
  readonly signal?: AbortSignal;
  readonly onProgress: (bytesDone: number, bytesTotal: number, detail: string) => void;
  /** Called when a table is complete. */
  readonly onFilled: (table: TableIndex) => Promise<void>;
}

export interface FillReport {
  readonly rows: number;
  /** The server's warnings by table. */
  readonly warnings: readonly TableWarnings[];
  readonly waits: LoadWaits;
}

export type TableSource = Omit<ForwardRequest, 'kinds'>;

/**
 * Fills created tables in parallel, each on one connection.
 *
 * 1. One connection takes a table, in the plan's order and when the run has a slot for it. The table is reported as
 *    filled
 *    when its rows, keys and alterations are complete.
 * 2. Foreign keys added by an ALTER need the keys of other tables, so they are added when every table has its own; only
 *    then are their tables reported as filled.
 * 3. After the first error no connection takes another table; all have ended their statement when this returns or
 *    throws.
 */
export const fillTables = async (
  connections: readonly MysqlConnection[],
  request: FillRequest,
): Promise<FillReport> => {
  const byName = new Map(request.index.tables.map((table) => [table.name, table]));
  const queue = [...request.plan];
  const total = request.index.tables.reduce((sum, table) => sum + table.dataBytes, 0);
  const warnings: TableWarnings[] = [];
  const clock = new LoadClock();
  const stop = new AbortController();
  let done = 0;
  let rows = 0;
  const fill = async (connection: MysqlConnection): Promise<void> => {
    const nextBytes = () => byName.get(queue[0]?.table ?? '')?.dataBytes ?? 0;
    while (queue.length > 0 && !stop.signal.aborted) {
      const turn = await request.slots.take(nextBytes, request.signal);
      try {
        const bytes = nextBytes();
        turn.fills(() => bytes);
        const next = queue.shift();
        if (next !== undefined && !stop.signal.aborted) await fillNext(connection, next);
      } finally {
        turn.end();
      }
    }
    clock.noTableLeft();
  };
  const fillNext = async (connection: MysqlConnection, next: TablePlan): Promise<void> => {
    const table = byName.get(next.table) as TableIndex;
    const onBytes = (bytes: number): void => request.onProgress((done += bytes), total, table.name);
    const result = await fillTable(connection, sourceOf(request, table, clock, onBytes), next, request);
    rows += result.rows;
    if (result.warnings > 0) warnings.push({ table: table.name, count: result.warnings, notes: result.notes });
    if (!isLinked(table)) await request.onFilled(table);
  };
  const fills = connections.map((connection) =>
    fill(connection).catch((error: unknown) => {
      stop.abort();
      throw error;
    }),
  );
  await settleAll(fills);
  await linkTables(connections, request, clock);
  return { rows, warnings, waits: clock.read() };
};

const isLinked = (table: TableIndex): boolean => table.statements.some(({ kind }) => kind === 'link');

/** In the dump's order, on one connection. */
const linkTables = async (
  [connection]: readonly MysqlConnection[],
  request: FillRequest,
  clock: LoadClock,
): Promise<void> => {
  const planned = new Set(request.plan.map(({ table }) => table));
  for (const table of request.index.tables.filter((one) => planned.has(one.name) && isLinked(one))) {
    if (connection)
      await forwardStatements(connection, { ...sourceOf(request, table, clock, () => undefined), kinds: ['link'] });
    await request.onFilled(table);
  }
};

const sourceOf = (
  { dumpFile, index, signal }: FillRequest,
  table: TableIndex,
  clock: LoadClock,
  onBytes: TableSource['onBytes'],
): TableSource => ({
  dumpFile,
  index,
  table,
  clock,
  onBytes,
  ...(signal === undefined ? {} : { signal }),
});

/** Fills one created table: its rows, its deferred keys, its alterations. */
export const fillTable = async (
  connection: MysqlConnection,
  source: TableSource,
  { table, strategy, holdStatistics }: TablePlan,
  { keys, flavor }: Pick<FillRequest, 'keys' | 'flavor'>,
): Promise<ForwardResult> => {
  if (strategy === 'forward-inserts') return forwardStatements(connection, { ...source, kinds: ['insert', 'alter'] });
  const load = () =>
    source.growth === undefined
      ? loadOrForward(connection, source, flavor)
      : loadRows(connection, { ...source, flavor });
  const result = await (holdStatistics ? holdingStatistics(connection, table, load) : load());
  const alter = keys.get(table);
  if (alter !== undefined) {
    await applySession(connection, source.index.sessions[source.table.statements[0]?.session ?? -1] ?? {});
    await source.clock.server(() => connection.execute(alter, `Cannot build the keys of table "${table}"`, { table }));
  }
  // ALTER statements before the rows have the same effect on the empty table.
  await forwardStatements(connection, { ...source, table: source.growth?.whole ?? source.table, kinds: ['alter'] });
  return result;
};

/**
 * If LOAD DATA fails, the INSERT statements load the rows, or show which of them is at fault: LOCAL turns errors into
 * warnings and knows no lines.
 */
const loadOrForward = async (
  connection: MysqlConnection,
  source: TableSource,
  flavor: ServerFacts['flavor'],
): Promise<ForwardResult> => {
  try {
    return await loadRows(connection, { ...source, flavor });
  } catch (error) {
    if (!isStevedoreError(error) || !['LOAD_ROWS_LOST', 'MYSQL_STATEMENT_FAILED'].includes(error.code)) throw error;
    await connection.execute(
      `TRUNCATE TABLE ${quoteName(source.table.name)}`,
      `Cannot empty table "${source.table.name}"`,
    );
    const result = await forwardStatements(connection, {
      ...source,
      kinds: ['insert'],
      checkUnique: true,
      onBytes: () => undefined,
    });
    if (result.rows === source.table.rows) return result;
    throw error;
  }
};
