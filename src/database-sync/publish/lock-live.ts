import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import { postgresErrorState } from '../../connectors/postgres/errors.js';
import { quoteQualified } from '../../connectors/postgres/quote-name.js';
import { StevedoreError } from '../../contracts/errors.js';

/**
 * Locks every table of the schemas against readers and writers, in the transaction that is open: from here on no
 * transaction sees tables of two generations.
 *
 * 1. It never waits with some of the locks: a try that does not get all of them at once gives back what it has, so that
 *    nobody stands behind it in a queue. Readers are kept for as long as one try takes.
 * 2. It tries for so long as it is given. Throws PUBLISH_LOCKED then, and the transaction goes on.
 */
export const lockLive = async (
  connection: PostgresConnection,
  schemas: readonly string[],
  lockTimeoutMs: number,
): Promise<void> => {
  const until = Date.now() + lockTimeoutMs;
  await connection.execute('savepoint before_locks');
  for (let delayMs = 2; ; delayMs = Math.min(delayMs * 2, 50)) {
    const tables = await tablesOf(connection, schemas);
    if (tables.length === 0) return;
    try {
      await connection.execute(
        `lock table ${tables.map((each) => `only ${each}`).join(', ')} in access exclusive mode nowait`,
        [],
        'Cannot lock the live tables',
      );
      return;
    } catch (error) {
      const state = postgresErrorState(error);
      // A table that was dropped meanwhile is not in the next list.
      if (state !== LOCK_NOT_AVAILABLE && state !== DEADLOCK && state !== NO_TABLE && state !== NO_SCHEMA) throw error;
      await connection.execute('rollback to savepoint before_locks');
      if (Date.now() + delayMs > until)
        throw new StevedoreError(
          'PUBLISH_LOCKED',
          `Cannot publish: for ${lockTimeoutMs} ms other sessions held locks on tables that are to be replaced`,
          { cause: error },
        );
      await sleep(delayMs);
    }
  }
};

const LOCK_NOT_AVAILABLE = '55P03';
const DEADLOCK = '40P01';
const NO_TABLE = '42P01';
const NO_SCHEMA = '3F000';

const tablesOf = async (connection: PostgresConnection, schemas: readonly string[]): Promise<string[]> => {
  const rows = await connection.query(
    `select n.nspname::text as schema, c.relname::text as name
       from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname = any ($1::text[]) and c.relkind in ('r', 'p') order by c.oid`,
    [schemas],
    'Cannot list the live tables',
  );
  return rows.map(({ schema, name }) => quoteQualified(String(schema), String(name)));
};
