import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';

/**
 * When the database server was started, in whole seconds of its clock: the same number until it is started anew,
 * because it counts its uptime from there.
 */
export const readServerStart = async (connection: MysqlConnection): Promise<number> => {
  for (;;) {
    const before = await readClock(connection);
    const [status] = await connection.query("SHOW GLOBAL STATUS LIKE 'Uptime'");
    // Both must be of one second, or their difference is off by one.
    if (before === (await readClock(connection))) return before - Number(status?.['Value']);
  }
};

const readClock = async (connection: MysqlConnection): Promise<number> => {
  const [row] = await connection.query('SELECT UNIX_TIMESTAMP() AS now');
  return Number(row?.['now']);
};
