import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { quoteText } from '../../connectors/mysql/quote-name.js';
import type { DumpSession } from '../../formats/mysql-dump/dump-index.js';

/** The character set of a dump without SET NAMES. */
export const DEFAULT_NAMES = 'utf8mb4';

/** What every connection of ours is opened with, for statements that are not the dump's. */
export const OWN_SESSION = "SET NAMES utf8mb4, sql_mode = '', time_zone = '+00:00'";

/** Modes that change how quotes and backslashes are read, and modes that include them; the longer names first. */
const READING_MODES = ['NO_BACKSLASH_ESCAPES', 'ANSI_QUOTES', 'ANSI', 'ORACLE', 'MSSQL', 'DB2', 'POSTGRESQL', 'MAXDB'];

/** The server's own mode without these. */
const SERVER_SQL_MODE = READING_MODES.reduce((mode, name) => `REPLACE(${mode}, '${name}', '')`, '@@GLOBAL.sql_mode');

/**
 * Gives a connection the settings that the dump's own SET statements would have given it at this point.
 * Foreign keys are not checked while tables load in parallel, since no order would satisfy them; with `inOrder` they
 * are
 * checked as the dump says.
 */
export const applySession = async (
  connection: MysqlConnection,
  session: DumpSession,
  inOrder = false,
): Promise<void> => {
  const names = `NAMES ${session.names ?? DEFAULT_NAMES}`;
  const settings = [
    session.collation === undefined ? names : `${names} COLLATE ${session.collation}`,
    ...(session.characterSetClient === undefined ? [] : [`character_set_client = ${session.characterSetClient}`]),
    `sql_mode = ${session.sqlMode === undefined ? SERVER_SQL_MODE : quoteText(session.sqlMode)}`,
    `time_zone = ${session.timeZone === undefined ? 'DEFAULT' : quoteText(session.timeZone)}`,
    `unique_checks = ${session.uniqueChecks === false ? 0 : 1}`,
    `foreign_key_checks = ${inOrder && session.foreignKeyChecks !== false ? 1 : 0}`,
  ];
  await connection.execute(`SET ${settings.join(', ')}`, 'Cannot apply the session settings of the dump');
};
