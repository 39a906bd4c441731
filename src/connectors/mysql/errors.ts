import type { ErrorCode, ErrorDetails } from '../../contracts/errors.js';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import { tellServerText } from './server-text.js';

/** Our code for a driver error, by the server's error number. Any other number is MYSQL_STATEMENT_FAILED. */
const BY_NUMBER: Readonly<Record<number, ErrorCode>> = {
  1040: 'MYSQL_UNREACHABLE', // too many connections
  1203: 'MYSQL_UNREACHABLE', // too many connections of this user
  1226: 'MYSQL_UNREACHABLE', // resource limit of this user
  1053: 'MYSQL_CONNECTION_LOST', // server shutdown in progress
  1927: 'MYSQL_CONNECTION_LOST', // MariaDB: connection was killed
  1317: 'MYSQL_CONNECTION_LOST', // query execution was interrupted
  3169: 'MYSQL_CONNECTION_LOST', // MySQL: session was killed
  1205: 'MYSQL_LOCK_TIMEOUT',
  1213: 'MYSQL_DEADLOCK',
  1021: 'MYSQL_DISK_FULL', // ER_DISK_FULL
  1114: 'MYSQL_DISK_FULL', // the table is full
  1044: 'MYSQL_PERMISSION_DENIED',
  1142: 'MYSQL_PERMISSION_DENIED',
  1143: 'MYSQL_PERMISSION_DENIED',
  1227: 'MYSQL_PERMISSION_DENIED',
  1370: 'MYSQL_PERMISSION_DENIED', // routine access
  1045: 'MYSQL_AUTH_FAILED',
  1251: 'MYSQL_AUTH_FAILED', // authentication protocol not supported
  1698: 'MYSQL_AUTH_FAILED', // access denied without a password
  3159: 'MYSQL_AUTH_FAILED', // the server wants an encrypted connection
};

/** Errors of the socket or the driver, which have no server error number. */
const BY_NAME: Readonly<Record<string, ErrorCode>> = {
  ECONNREFUSED: 'MYSQL_UNREACHABLE',
  ENOTFOUND: 'MYSQL_UNREACHABLE',
  EAI_AGAIN: 'MYSQL_UNREACHABLE',
  EHOSTUNREACH: 'MYSQL_UNREACHABLE',
  ETIMEDOUT: 'MYSQL_UNREACHABLE',
  ENOENT: 'MYSQL_UNREACHABLE', // the socket file
  ECONNRESET: 'MYSQL_CONNECTION_LOST',
  EPIPE: 'MYSQL_CONNECTION_LOST',
  PROTOCOL_CONNECTION_LOST: 'MYSQL_CONNECTION_LOST',
  HANDSHAKE_SSL_ERROR: 'MYSQL_AUTH_FAILED',
  HANDSHAKE_NO_SSL_SUPPORT: 'MYSQL_AUTH_FAILED',
};

interface DriverError {
  readonly errno?: number;
  readonly code?: string;
  readonly sqlState?: string;
  readonly message: string;
}

/**
 * Turns a driver error into ours. Drops the statement that the driver attaches (`err.sql`) and messages that may quote
 * data, so the result is safe to log and store.
 */
export const translateMysqlError = (action: string, error: unknown, details: ErrorDetails = {}): StevedoreError => {
  if (isStevedoreError(error)) return error;
  const { errno, code, message, sqlState } = (error ?? {}) as Partial<DriverError>;
  const kind = errno !== undefined && errno > 0 ? BY_NUMBER[errno] : undefined;
  const ourCode = kind ?? BY_NAME[code ?? ''] ?? lostOrFailed(message);
  const number = errno !== undefined && errno > 0 ? errno : undefined;
  const name = [number, code].filter((part) => part !== undefined).join(' ');
  const text = number === undefined ? undefined : tellServerText(number, message ?? '');
  const told = text === undefined ? '' : `: ${text}`;
  return new StevedoreError(ourCode, `${action}: the server answered ${name || 'with a closed connection'}${told}`, {
    details: {
      ...details,
      ...(number !== undefined && { errno: number }),
      ...(number !== undefined && sqlState !== undefined && { sqlState }),
    },
  });
};

/** Returns the server's error number of a translated error, or undefined. */
export const mysqlErrorNumber = (error: unknown): number | undefined =>
  isStevedoreError(error) && typeof error.details['errno'] === 'number' ? error.details['errno'] : undefined;

/** Returns the five characters of a translated error's SQLSTATE, or undefined. */
export const mysqlErrorState = (error: unknown): string | undefined =>
  isStevedoreError(error) && typeof error.details['sqlState'] === 'string' ? error.details['sqlState'] : undefined;

const lostOrFailed = (message = ''): ErrorCode =>
  /closed state|connection.*(closed|lost)|Server has gone away/i.test(message)
    ? 'MYSQL_CONNECTION_LOST'
    : 'MYSQL_STATEMENT_FAILED';
