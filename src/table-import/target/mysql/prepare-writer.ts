import { mysqlErrorNumber } from '../../../connectors/mysql/errors.js';
import type { MysqlConnection } from '../../../connectors/mysql/open-connection.js';
import type { ServerFacts } from '../../../connectors/mysql/server-facts.js';

/** A value that does not fit is an error and never changed; 0 is 0 and not the next number. */
const SQL_MODE =
  'STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION';
const SORT_BYTES = 64 * 1024 * 1024;
const ROOM_BYTES = 64 * 1024 * 1024;

/** Gives a session what writing needs, whatever the server's own settings are. */
export const prepareWriter = async (connection: MysqlConnection, server: ServerFacts): Promise<void> => {
  const settings = [
    `sql_mode = '${SQL_MODE}'`,
    // Every warning of a load names a line, and none may be lost.
    'max_error_count = 65535',
    // Notes say that zeros behind a point were cut.
    'sql_notes = 0',
    'foreign_key_checks = 1',
    'unique_checks = 1',
    `sort_buffer_size = ${SORT_BYTES}`,
    `tmp_table_size = ${ROOM_BYTES}`,
    `max_heap_table_size = ${ROOM_BYTES}`,
    // A table as wide as a row can be has a staging that is a little wider.
    'innodb_strict_mode = 0',
    ...(server.flavor === 'mariadb' ? ['join_cache_level = 4', `join_buffer_size = ${ROOM_BYTES}`] : []),
  ];
  for (const setting of settings) await set(connection, `SET SESSION ${setting}`);
  // Without it every key that is looked for and not there is locked; a log of statements needs that.
  const level = server.binaryLog === 'statement' ? 'REPEATABLE READ' : 'READ COMMITTED';
  await connection.execute(`SET SESSION TRANSACTION ISOLATION LEVEL ${level}`, 'Cannot prepare a session');
};

/** What an account may not set, or a server has no longer, it goes without. */
const set = async (connection: MysqlConnection, statement: string): Promise<void> => {
  try {
    await connection.execute(statement, 'Cannot prepare a session');
  } catch (error) {
    if (!FORBIDDEN.has(mysqlErrorNumber(error) ?? 0) || statement.includes('sql_mode')) throw error;
  }
};

const FORBIDDEN = new Set([1193, 1227, 1238]);
