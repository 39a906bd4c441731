import type { PostgresSettings } from '../../contracts/connections/postgres.js';
import type { RowSums } from '../../connectors/postgres/copy-frames.js';
import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import type { TableCopy } from './plan-copies.js';
import type { SharedSnapshot } from './shared-snapshot.js';
import { openConnection } from '../../connectors/postgres/open-connection.js';
import { isStevedoreError } from '../../contracts/errors.js';

export interface CopiedTable extends RowSums {
  readonly table: string;
}

export interface CopyTablesOptions {
  readonly applicationName: string;
  readonly signal?: AbortSignal;
  /** Tables at a time; each takes a session on both sides. @default 2 */
  readonly jobs?: number;
  /** Copies of one table after a lost connection. @default 3 */
  readonly tries?: number;
  /** Hears of rows' bytes as they pass; a table that is copied again is heard of again. */
  readonly onBytes?: (table: string, bytes: number) => void;
  /** Hears of a table that is copied again, and why. */
  readonly onAgain?: (table: string, reason: string) => void;
}

/**
 * Copies the rows of all tables under one moment of the source, several tables at a time, in the order of the plan.
 *
 * 1. A table is emptied and filled in one transaction, so a copy that breaks off leaves it as it was, and frozen: a
 *    reader with an older moment sees its rows, not an empty table.
 * 2. When a session is lost, of either side, its table is copied again with a new one, of the same moment of the
 *    source.
 * 3. Rows are summed as they pass. Source and target must have counted as many.
 * 4. The first error that is none of a lost session ends all; SNAPSHOT_LOST if the moment is gone.
 */
export const copyTables = async (
  snapshot: SharedSnapshot,
  target: PostgresSettings,
  plan: readonly TableCopy[],
  options: CopyTablesOptions,
): Promise<CopiedTable[]> => {
  const { jobs = 2, signal } = options;
  const queue = [...plan];
  const copied: CopiedTable[] = [];
  const ending = new AbortController();
  const stop = signal === undefined ? ending.signal : AbortSignal.any([signal, ending.signal]);
  const work = async (): Promise<void> => {
    const pair = new SessionPair(snapshot, target, { ...options, signal: stop });
    try {
      for (let next = queue.shift(); next !== undefined; next = queue.shift())
        copied.push(await copyAgain(pair, next, options));
    } catch (error) {
      // The others would go on for nothing.
      ending.abort(error);
      throw error;
    } finally {
      await pair.close();
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: Math.min(jobs, plan.length) }, work));
  if (ending.signal.aborted) throw ending.signal.reason;
  signal?.throwIfAborted();
  for (const worker of workers) if (worker.status === 'rejected') throw worker.reason;
  return copied;
};

const copyAgain = async (
  pair: SessionPair,
  copy: TableCopy,
  { tries = 3, onBytes, onAgain, signal }: CopyTablesOptions,
): Promise<CopiedTable> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const [source, target] = await pair.open();
      return { table: copy.table, ...(await copyOne(source, target, copy, onBytes)) };
    } catch (error) {
      pair.drop();
      signal?.throwIfAborted();
      if (!isStevedoreError(error) || error.code !== 'POSTGRES_CONNECTION_LOST' || attempt >= tries) throw error;
      onAgain?.(copy.table, error.message);
    }
  }
};

/** What goes by a partitioned table cannot be emptied here: other partitions' rows are there already. */
const copyOne = async (
  source: PostgresConnection,
  target: PostgresConnection,
  { table, read, write, empty }: TableCopy,
  onBytes?: (table: string, bytes: number) => void,
): Promise<RowSums> => {
  await target.execute(empty === undefined ? 'begin' : `begin; truncate only ${empty}`, [], `Cannot empty "${table}"`);
  const statement = empty === undefined ? write : `${write} with (freeze)`;
  const sums = await source.relay(read, { connection: target, statement }, (bytes) => onBytes?.(table, bytes));
  await target.execute('commit', [], `Cannot commit the rows of "${table}"`);
  return sums;
};

/** A session on each side, opened when they are needed. */
class SessionPair {
  readonly #snapshot: SharedSnapshot;
  readonly #target: PostgresSettings;
  readonly #options: CopyTablesOptions;
  #open: readonly [PostgresConnection, PostgresConnection] | undefined;

  constructor(snapshot: SharedSnapshot, target: PostgresSettings, options: CopyTablesOptions) {
    this.#snapshot = snapshot;
    this.#target = target;
    this.#options = options;
  }

  async open(): Promise<readonly [PostgresConnection, PostgresConnection]> {
    if (this.#open !== undefined) return this.#open;
    const { applicationName, signal } = this.#options;
    const source = await this.#snapshot.open();
    try {
      signal?.throwIfAborted();
      const target = await openConnection(this.#target, {
        applicationName,
        ...(signal === undefined ? {} : { signal }),
      });
      this.#open = [source, target];
      // A crash of the target loses the copy anyway; what is published is made durable by the publish.
      await target.execute('set synchronous_commit = off');
      signal?.addEventListener('abort', () => source.destroy(), { once: true });
      return this.#open;
    } catch (error) {
      source.destroy();
      throw error;
    }
  }

  /** Both: a session that is alive may hold a transaction, or rows that nobody reads. */
  drop(): void {
    for (const session of this.#open ?? []) session.destroy();
    this.#open = undefined;
  }

  async close(): Promise<void> {
    const sessions = this.#open ?? [];
    this.#open = undefined;
    await Promise.all(sessions.map((session) => session.close()));
  }
}
