import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';

/**
 * Returns when the database server started, in whole seconds of its clock. The number stays the same until the server
 * restarts, because uptime counts from there.
 */
export const readServerStart = async (connection: MysqlConnection): Promise<number> => {
  for (;;) {
    const before = await readClock(connection);
    const [status] = await connection.query("SHOW GLOBAL STATUS LIKE 'Uptime'");
    // Both must be read in the same second, or the difference is off by one.
    if (before === (await readClock(connection))) return before - Number(status?.['Value']);
  }
};

const readClock = async (connection: MysqlConnection): Promise<number> => {
  const [row] = await connection.query('SELECT UNIX_TIMESTAMP() AS now');
  return Number(row?.['now']);
};
