import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import { postgresErrorState } from '../../connectors/postgres/errors.js';
import { quoteName, quoteQualified } from '../../connectors/postgres/quote-name.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { OutsideRelation } from '../inbound/find-inbound.js';
import { findOutside } from '../inbound/find-inbound.js';

/**
 * Runs `body` in the transaction that is open, with every table of the schemas locked against readers and writers, and
 * what refers to them from outside and is said again: from here on no transaction sees tables of two generations.
 *
 * 1. It never waits with some of the locks: a try that does not get all of them at once gives back what it has, so that
 *    nobody stands behind it in a queue. Readers are kept for as long as one try takes.
 * 2. What `body` itself would wait for (a schema whose grants somebody changes) it gets within `STANDS_MS`, or all is
 *    given back: what `body` has done is undone, and done again in the next try.
 * 3. It tries for so long as it is given. Throws PUBLISH_LOCKED then, and the transaction goes on.
 * 4. Of materialised views and foreign tables only those are locked that the account owns: the server has no other way.
 */
export const underLocks = async <T>(
  connection: PostgresConnection,
  schemas: readonly string[],
  lockTimeoutMs: number,
  body: () => Promise<T>,
): Promise<T> => {
  const until = Date.now() + lockTimeoutMs;
  await connection.execute('savepoint before_locks');
  for (let delayMs = 2; ; delayMs = Math.min(delayMs * 2, 50)) {
    let isLocked = false;
    try {
      await lockAll(connection, schemas);
      isLocked = true;
      return await body();
    } catch (error) {
      const state = postgresErrorState(error) ?? '';
      if (!IN_THE_WAY.has(state) && (isLocked || !DROPPED.has(state))) throw error;
      await connection.execute('rollback to savepoint before_locks');
      if (Date.now() + delayMs > until) throw locked(lockTimeoutMs, error);
      await sleep(delayMs);
    }
  }
};

const locked = (lockTimeoutMs: number, cause: unknown): StevedoreError =>
  new StevedoreError(
    'PUBLISH_LOCKED',
    `Cannot publish: for ${lockTimeoutMs} ms other sessions held locks on what is to be replaced, or on what refers to it`,
    { cause },
  );

/** How long everybody may stand behind a lock that cannot be asked for without waiting. */
const STANDS_MS = 20;

const IN_THE_WAY: ReadonlySet<string> = new Set([
  '55P03', // lock_not_available
  '40P01', // deadlock_detected
]);

/** What is dropped between the list and its locks is not in the next list; behind them the new generation lacks it. */
const DROPPED: ReadonlySet<string> = new Set([
  '42P01', // undefined_table
  '3F000', // invalid_schema_name
]);

const lockAll = async (connection: PostgresConnection, schemas: readonly string[]): Promise<void> => {
  const inside = await relationsOf(connection, schemas);
  // A column's default goes to all that inherit it.
  const outside = await findOutside(connection, schemas);
  const tables = [
    ...inside.filter(isTable).map((each) => `only ${nameOf(each)}`),
    // To say a trigger again takes fewer rights than to lock its table: the body waits for that one, as long as it may.
    ...outside.filter((each) => isTable(each) && each.canLock !== false).map(nameOf),
  ];
  if (tables.length > 0)
    await connection.execute(
      `lock table ${tables.join(', ')} in access exclusive mode nowait`,
      [],
      'Cannot lock the live tables',
    );
  // LOCK TABLE takes no other kinds, or, with a view, all that it reads. To give one to its owner locks it alone.
  const others = [...inside, ...outside].filter((each) => !isTable(each) && each.isOwn);
  await connection.execute(
    [
      `set local lock_timeout = ${others.length > 0 ? 1 : STANDS_MS}`,
      ...others.map((each) => `alter table ${nameOf(each)} owner to ${quoteName(each.owner)}`),
      `set local lock_timeout = ${STANDS_MS}`,
    ].join('; '),
    [],
    'Cannot lock the live views',
  );
};

const isTable = ({ kind }: OutsideRelation): boolean => kind === 'r' || kind === 'p';

const nameOf = ({ schema, name }: OutsideRelation): string => quoteQualified(schema, name);

/** Tables, and what has rows without being one. */
const relationsOf = async (
  connection: PostgresConnection,
  schemas: readonly string[],
): Promise<readonly OutsideRelation[]> => {
  const rows = await connection.query(
    `select n.nspname::text as schema, c.relname::text as name, c.relkind::text as kind, pg_get_userbyid(c.relowner)::text as owner,
            pg_has_role(c.relowner, 'USAGE') as "isOwn"
       from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname = any ($1::text[]) and c.relkind in ('r', 'p', 'm', 'f') order by c.oid`,
    [schemas],
    'Cannot list the live tables',
  );
  return rows as unknown as OutsideRelation[];
};
