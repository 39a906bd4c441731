/**
 * Long reads of live tables that release their locks at once when somebody needs the tables.
 *
 * 1. A read holds the lock of its table until it ends, and a rename waits for that; so reads are interrupted at the
 *    server as soon as a publish of the pipeline is at work, and their tables are read again afterwards.
 * 2. A cancel ends the reads at the server too: a connection that only closes would leave them running.
 * 3. Each read is one statement of its own: no transaction holds a lock, or old rows, from one table to the next.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { mysqlErrorNumber } from '../../connectors/mysql/errors.js';
import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { openConnection, withConnection } from '../../connectors/mysql/open-connection.js';
import type { MysqlSettings } from '../../contracts/connections/mysql.js';
import { settleAll } from '../../contracts/settle-all.js';
import { isPublishAtWork } from './publish-at-work.js';

export interface ScanOptions<T> {
  readonly pipeline: string;
  readonly connections: number;
  /** The largest first. */
  readonly tables: readonly T[];
  /** Reads one table; done once more where it was interrupted. */
  readonly read: (publisher: MysqlConnection, table: T) => Promise<void>;
  /** Before the first read, and behind every publish that was let through. False ends the scan. */
  readonly isStill: (publisher: MysqlConnection) => Promise<boolean>;
  readonly signal?: AbortSignal;
}

/** Reads all tables, side by side; false where `isStill` ended it. Throws `MYSQL_…` codes, and the signal's reason. */
export const scanTables = <T>(mysql: MysqlSettings, options: ScanOptions<T>): Promise<boolean> =>
  withConnection(mysql, 'publisher', {}, async (watcher) => {
    const { tables, pipeline, signal } = options;
    signal?.throwIfAborted();
    const queue = [...tables];
    const open: MysqlConnection[] = [];
    const run = { over: false, moved: false, failed: false };
    const end = () => run.moved || run.failed || signal?.aborted === true;
    const kill = (how: 'QUERY' | 'CONNECTION') =>
      Promise.all(open.map(({ id }) => watcher.execute(`KILL ${how} ${id}`).catch(() => undefined)));

    const work = async (): Promise<void> => {
      const publisher = await openConnection(mysql, 'publisher');
      open.push(publisher);
      try {
        await publisher.execute('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
        for (;;) {
          await gate;
          const table = end() ? undefined : queue.shift();
          if (table === undefined) break;
          if (await isInterrupted(() => options.read(publisher, table))) queue.unshift(table);
        }
      } finally {
        await publisher.close();
        open.splice(open.indexOf(publisher), 1);
      }
    };
    /** Open while nobody needs the tables. */
    let gate: Promise<void> = Promise.resolve();
    const letThrough = async (): Promise<void> => {
      while (!end() && (await isPublishAtWork(watcher, pipeline))) {
        await kill('QUERY');
        await pause(POLL_MS, undefined, signal && { signal }).catch(() => undefined);
      }
      if (!end() && !(await options.isStill(watcher))) run.moved = true;
    };
    const watch = async (): Promise<void> => {
      while (!run.over && !end()) {
        await pause(POLL_MS, undefined, signal && { signal }).catch(() => undefined);
        if (run.over || end() || !(await isPublishAtWork(watcher, pipeline))) continue;
        gate = letThrough();
        await gate;
      }
    };
    const guarded = (body: () => Promise<void>): Promise<void> =>
      body().catch(async (error: unknown) => {
        if (!end()) {
          run.failed = true;
          await kill('CONNECTION');
        }
        throw error;
      });
    const abort = () => void kill('CONNECTION');
    signal?.addEventListener('abort', abort, { once: true });
    try {
      await letThrough();
      const watching = guarded(watch);
      await settleAll([
        settleAll(Array.from({ length: options.connections }, () => guarded(work)))
          .then(() => undefined)
          .finally(() => (run.over = true)),
        watching,
      ]);
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
    signal?.throwIfAborted();
    return !run.moved;
  });

/** How soon a publish gets the locks that a read holds. */
const POLL_MS = 250;

const isInterrupted = async (body: () => Promise<void>): Promise<boolean> => {
  try {
    await body();
    return false;
  } catch (error) {
    if (mysqlErrorNumber(error) === QUERY_INTERRUPTED) return true;
    throw error;
  }
};

const QUERY_INTERRUPTED = 1317;
