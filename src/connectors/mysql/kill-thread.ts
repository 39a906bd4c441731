import { mysqlErrorNumber } from './errors.js';
import type { MysqlConnection } from './open-connection.js';

/**
 * Ends a connection of the same account, or of any with the privilege; one that has ended is not an error. The server
 * may take a while over it.
 */
export const killThread = async (connection: MysqlConnection, id: number): Promise<void> => {
  try {
    await connection.execute(`KILL CONNECTION ${id}`, 'Cannot end a connection of an earlier try');
  } catch (error) {
    if (mysqlErrorNumber(error) !== NO_SUCH_THREAD) throw error;
  }
};

const NO_SUCH_THREAD = 1094;
