import { StevedoreError } from '../../contracts/errors.js';
import type { PostgresConnection } from './open-connection.js';

/**
 * Runs `body` in a transaction: commits when it returns, rolls back when it throws, and throws its error unchanged.
 * Throws POSTGRES_STATEMENT_FAILED if a statement had failed although `body` returned. If the connection is lost in the
 * COMMIT, the error is POSTGRES_CONNECTION_LOST, and only the data tell whether it happened; `onCommit` is called right
 * before it is sent.
 */
export const inTransaction = async <T>(
  connection: PostgresConnection,
  body: () => Promise<T>,
  onCommit?: () => void,
): Promise<T> => {
  await connection.execute('begin', [], 'Cannot begin a transaction');
  let result: T;
  try {
    result = await body();
  } catch (error) {
    // Best effort: without an answer the server rolls back when the connection ends.
    await connection.execute('rollback', [], 'Cannot roll back').catch(() => connection.destroy());
    throw error;
  }
  onCommit?.();
  const { command } = await connection.execute('commit', [], 'Cannot commit');
  if (command === 'COMMIT') return result;
  // The server answers the COMMIT of a failed transaction with ROLLBACK and without an error.
  throw new StevedoreError(
    'POSTGRES_STATEMENT_FAILED',
    'Cannot commit: an earlier statement of the transaction had failed, and the server rolled it back',
  );
};
