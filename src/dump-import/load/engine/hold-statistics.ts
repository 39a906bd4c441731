/**
 * InnoDB on MariaDB counts a table anew as soon as a tenth of its rows have changed. While one LOAD DATA fills the
 * table its background thread finds it busy and tries again without a pause: one core of the server, for as long as
 * the load takes. So the count is switched off for the table until it is filled; `ANALYZE` does it then.
 *
 * 1. The definition is what the dump says again before the table counts as filled.
 * 2. A table whose definition says something of it itself is left as it is.
 */
import type { MysqlConnection } from '../../../connectors/mysql/open-connection.js';
import { quoteName } from '../../../connectors/mysql/quote-name.js';

/** Runs what fills one created table without the server's own count of its rows meanwhile. */
export const holdingStatistics = async <T>(
  connection: MysqlConnection,
  table: string,
  fill: () => Promise<T>,
): Promise<T> => {
  const isHeld = await hold(connection, table);
  const result = await fill();
  if (isHeld)
    await connection.execute(
      `ALTER TABLE ${quoteName(table)} STATS_AUTO_RECALC = DEFAULT`,
      `Cannot make table "${table}" what the dump says`,
      { table },
    );
  return result;
};

const hold = async (connection: MysqlConnection, table: string): Promise<boolean> => {
  const [row] = await connection.query(`SHOW CREATE TABLE ${quoteName(table)}`);
  const definition = row?.['Create Table'];
  if (typeof definition !== 'string' || /STATS_AUTO_RECALC/i.test(definition)) return false;
  await connection.execute(
    `ALTER TABLE ${quoteName(table)} STATS_AUTO_RECALC = 0`,
    `Cannot hold the statistics of table "${table}"`,
    { table },
  );
  return true;
};
