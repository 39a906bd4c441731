import type { MysqlConnection } from './open-connection.js';

/**
 * Runs `body` in a transaction: commits when it returns, rolls back when it throws, and throws its error unchanged.
 * A statement of `body` that defines tables would commit what was done before it. If the connection is lost in the
 * COMMIT, the error is MYSQL_CONNECTION_LOST, and only the data tell whether it happened; `onCommit` is called right
 * before it is sent.
 */
export const inTransaction = async <T>(
  connection: MysqlConnection,
  body: () => Promise<T>,
  onCommit?: () => void,
): Promise<T> => {
  await connection.execute('START TRANSACTION', 'Cannot begin a transaction');
  let result: T;
  try {
    result = await body();
  } catch (error) {
    // Best effort: without an answer the server rolls back when the connection ends.
    await connection.execute('ROLLBACK', 'Cannot roll back').catch(() => connection.destroy());
    throw error;
  }
  onCommit?.();
  await connection.execute('COMMIT', 'Cannot commit');
  return result;
};
