import type { MysqlConnection } from '../../../../connectors/mysql/open-connection.js';
import type { TableName } from '../../../../contracts/table-import/table-name.js';
import { lockName } from '../control/take-epoch.js';

const ASK_AGAIN_SECONDS = 10;

/**
 * Runs `body` while no other writer of ours writes into the table. The lock is the session's, and goes with it; it is
 * given back after the transaction of `body`.
 */
export const withTargetLocked = async <T>(
  connection: MysqlConnection,
  { schema, table }: TableName,
  body: () => Promise<T>,
): Promise<T> => {
  const name = lockName('table', schema, table);
  for (let taken = 0; taken !== 1; ) {
    const [row] = await connection.query(
      `SELECT GET_LOCK(?, ${ASK_AGAIN_SECONDS}) AS taken`,
      [name],
      `Cannot lock "${table}" against other imports`,
    );
    taken = Number(row?.['taken']);
  }
  try {
    return await body();
  } finally {
    await connection.query('DO RELEASE_LOCK(?)', [name]).catch(() => connection.destroy());
  }
};
