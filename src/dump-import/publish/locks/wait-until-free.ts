import type { MysqlConnection } from '../../../connectors/mysql/open-connection.js';
import { isStevedoreError, StevedoreError } from '../../../contracts/errors.js';
import type { LockWatch } from './with-lock-tries.js';

interface TableName {
  readonly schema: string;
  readonly table: string;
}

/**
 * Waits until no other connection holds a visible lock on these tables of a MySQL server, so that the rename need not
 * queue, nor readers behind it. If short statements follow one another without a gap, it suffices that none of them is
 * old; a rename gets through those. Returns at once if the account may not read `performance_schema.metadata_locks`.
 * Throws MYSQL_LOCK_TIMEOUT if somebody still holds a lock at the deadline (milliseconds since 1970).
 */
export const waitUntilFree = async (
  publisher: MysqlConnection,
  tables: readonly TableName[],
  deadline: number,
  watch?: LockWatch,
): Promise<void> => {
  const wanted = new Set(tables.map(keyOf));
  const schemas = [...new Set(tables.map(({ schema }) => schema))];
  const began = Date.now();
  let seen = new Map<string, number>();
  for (;;) {
    const held = await heldLocks(publisher, schemas, wanted);
    if (held === undefined || held.length === 0) return;
    const now = Date.now();
    seen = new Map(held.map((lock) => [lock, seen.get(lock) ?? now]));
    const oldestMs = now - Math.min(...seen.values());
    if (now - began >= GAP_WAIT_MS && oldestMs < OLD_MS) return;
    if (now >= deadline) {
      throw new StevedoreError(
        'MYSQL_LOCK_TIMEOUT',
        `Cannot rename tables: other connections hold ${held.length} locks on them`,
      );
    }
    watch?.refused(publisher.id);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
};

const POLL_MS = 5;
/** How long to wait for a moment without locks, if there are only short ones. */
const GAP_WAIT_MS = 1_000;
/** A transaction that has held a lock for this long would make the rename wait. */
const OLD_MS = 250;

const keyOf = ({ schema, table }: TableName): string => `${schema}\0${table}`;

/** Each lock by its owner and the event that took it; undefined if they cannot be read. */
const heldLocks = async (
  publisher: MysqlConnection,
  schemas: readonly string[],
  wanted: ReadonlySet<string>,
): Promise<string[] | undefined> => {
  try {
    const rows = await publisher.query(
      `SELECT OBJECT_SCHEMA AS schema_name, OBJECT_NAME AS table_name, OWNER_THREAD_ID AS owner, OWNER_EVENT_ID AS event
        FROM performance_schema.metadata_locks
        WHERE OBJECT_TYPE = 'TABLE' AND LOCK_STATUS = 'GRANTED' AND OBJECT_SCHEMA IN (?)
          AND OWNER_THREAD_ID <> PS_CURRENT_THREAD_ID()`,
      [schemas],
    );
    return rows
      .filter((row) => wanted.has(keyOf({ schema: String(row['schema_name']), table: String(row['table_name']) })))
      .map((row) => `${String(row['owner'])} ${String(row['event'])} ${String(row['table_name'])}`);
  } catch (error) {
    if (isStevedoreError(error) && !error.retryable) return undefined;
    throw error;
  }
};
