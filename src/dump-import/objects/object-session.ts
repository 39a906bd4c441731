import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { quoteText } from '../../connectors/mysql/quote-name.js';
import type { ObjectKind, ObjectSession } from '../../contracts/dump-import/stored-object.js';

/**
 * Puts a connection into the session that a statement needs; sends nothing if it already is in it. Every create and
 * drop asks for its own, so none depends on the one before.
 */
export const enterSession = async (connection: MysqlConnection, assignments: string): Promise<void> => {
  if ((ENTERED.get(connection) ?? PLAIN_SESSION) === assignments) return;
  // After a refusal it is unknown what holds.
  ENTERED.set(connection, 'unknown');
  await connection.execute(`SET ${assignments}`, 'Cannot set the session of a definition');
  ENTERED.set(connection, assignments);
};

const ENTERED = new WeakMap<MysqlConnection, string>();

/** The session that `openConnection` sets up. */
const PLAIN_SESSION = "NAMES utf8mb4, sql_mode = '', time_zone = '+00:00'";

/** The session in which a definition was written; its CREATE needs the same. */
export const sessionOf = (
  { characterSetClient, collationConnection, sqlMode, timeZone }: ObjectSession,
  mariadb: boolean,
): string =>
  `NAMES ${characterSetClient ?? 'utf8mb4'}${collationConnection === undefined ? '' : `, collation_connection = ${collationConnection}`}, ` +
  `sql_mode = ${sqlMode === undefined ? 'DEFAULT' : quoteText(mariadb ? sqlMode : withoutMariadbModes(sqlMode))}, ` +
  `time_zone = ${timeZone === undefined ? 'DEFAULT' : quoteText(timeZone)}`;

/** Names are sent as UTF-8. Before 11.4, MariaDB knows the word PACKAGE in its Oracle mode only. */
export const sessionOfDrop = (kind: ObjectKind): string =>
  isPackage(kind) ? PLAIN_SESSION.replace("sql_mode = ''", `sql_mode = ${ORACLE}`) : PLAIN_SESSION;

export const ORACLE = "'ORACLE'";

export const isPackage = (kind: ObjectKind): boolean => kind === 'package' || kind === 'package body';

/** MariaDB writes a mode that MySQL 8 no longer knows. */
const withoutMariadbModes = (mode: string): string =>
  mode
    .split(',')
    .filter((word) => word !== 'NO_AUTO_CREATE_USER')
    .join(',');
