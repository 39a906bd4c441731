import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import { StevedoreError } from '../../contracts/errors.js';
import { resetsRole, setsRole } from '../ddl/attached/granted-by.js';

/** Locks that a server can hold at a time, for all its sessions together. */
export interface LockBudget {
  readonly capacity: number;
  /** What one transaction may take of it: others need locks, too. */
  readonly forOne: number;
  /** `max_locks_per_transaction`, and what it is multiplied with. */
  readonly perTransaction: number;
  readonly transactions: number;
}

export const readLockBudget = async (connection: PostgresConnection): Promise<LockBudget> => {
  const [row = {}] = await connection.query(
    `select current_setting('max_locks_per_transaction')::int as locks,
        current_setting('max_connections')::int + current_setting('max_prepared_transactions')::int as transactions,
        (select count(*)::int from pg_catalog.pg_locks) as held`,
    [],
    'Cannot read how many locks the server can hold',
  );
  const perTransaction = Number(row['locks']);
  const transactions = Number(row['transactions']);
  const capacity = perTransaction * transactions;
  return {
    capacity,
    forOne: Math.max(Math.floor((capacity - Number(row['held'])) * 0.6), 50),
    perTransaction,
    transactions,
  };
};

/**
 * Throws TARGET_UNSUITABLE, or SOURCE_UNSUITABLE, where a server cannot lock so many tables in one transaction: at the
 * source they are locked for as long as they are read, at the target when a generation goes live.
 */
export const checkLockBudget = (
  side: 'source' | 'target',
  { capacity, perTransaction, transactions }: LockBudget,
  tables: number,
): void => {
  if (tables <= capacity * 0.8) return;
  const needed = Math.ceil(tables / 0.8 / transactions);
  throw new StevedoreError(
    side === 'source' ? 'SOURCE_UNSUITABLE' : 'TARGET_UNSUITABLE',
    `Cannot lock ${tables} tables at the ${side}: its server has room for ${capacity} locks (max_locks_per_transaction = ${perTransaction}); set max_locks_per_transaction to at least ${needed} there and restart it`,
    { details: { tables, capacity, needed } },
  );
};

/** About as many locks as running the statement takes. */
export const locksOf = (statement: string): number =>
  /^CREATE (?:UNLOGGED |MATERIALIZED )?(?:TABLE|VIEW)\b/.test(statement) ? 4 : 2;

/** The statements in runs of at most `most` locks each; what SET ROLE begins stays together. */
export const inChunks = (statements: readonly string[], most: number): string[][] => {
  const chunks: string[][] = [];
  let chunk: string[] = [];
  let locks = 0;
  let open = false;
  for (const statement of statements) {
    if (!open && chunk.length > 0 && locks + locksOf(statement) > most) {
      chunks.push(chunk);
      [chunk, locks] = [[], 0];
    }
    chunk.push(statement);
    locks += locksOf(statement);
    open = setsRole(statement) || (open && !resetsRole(statement));
  }
  return chunk.length === 0 ? chunks : [...chunks, chunk];
};
