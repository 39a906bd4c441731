import { postgresConditionOf, sqlStateOf } from '../../contracts/connections/postgres-conditions.js';
import type { ErrorCode, ErrorDetails } from '../../contracts/errors.js';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import { placeOf, tellServerText } from './server-text.js';
import type { ServerError } from './server-text.js';

/** Our code for an error of the server; what is not here is decided by its class. */
const BY_STATE: Readonly<Record<string, ErrorCode>> = {
  '25P03': 'POSTGRES_CONNECTION_LOST', // idle_in_transaction_session_timeout
  '25P04': 'POSTGRES_CONNECTION_LOST', // transaction_timeout
  '42501': 'POSTGRES_PERMISSION_DENIED',
  '53100': 'POSTGRES_DISK_FULL',
  '53300': 'POSTGRES_UNREACHABLE', // too_many_connections
  '55P03': 'POSTGRES_LOCK_TIMEOUT',
  '57P01': 'POSTGRES_CONNECTION_LOST', // admin_shutdown: the server stops, or somebody ended the session
  '57P02': 'POSTGRES_CONNECTION_LOST', // crash_shutdown
  '57P03': 'POSTGRES_UNREACHABLE', // cannot_connect_now: the server starts
  '57P04': 'POSTGRES_DATABASE_UNKNOWN', // database_dropped
  '57P05': 'POSTGRES_CONNECTION_LOST', // idle_session_timeout
};

/** By the first two characters of the SQLSTATE. Any other class is POSTGRES_STATEMENT_FAILED. */
const BY_CLASS: Readonly<Record<string, ErrorCode>> = {
  '08': 'POSTGRES_CONNECTION_LOST',
  '22': 'POSTGRES_ROW_REFUSED',
  '23': 'POSTGRES_ROW_REFUSED',
  '28': 'POSTGRES_AUTH_FAILED',
  '3D': 'POSTGRES_DATABASE_UNKNOWN',
  '40': 'POSTGRES_DEADLOCK',
  '44': 'POSTGRES_ROW_REFUSED',
  '53': 'POSTGRES_STATEMENT_CANCELLED',
  '57': 'POSTGRES_STATEMENT_CANCELLED',
};

/** Errors of the socket or the driver, which have no SQLSTATE. */
const BY_NAME: Readonly<Record<string, ErrorCode>> = {
  ECONNREFUSED: 'POSTGRES_UNREACHABLE',
  ENOTFOUND: 'POSTGRES_UNREACHABLE',
  EAI_AGAIN: 'POSTGRES_UNREACHABLE',
  EHOSTUNREACH: 'POSTGRES_UNREACHABLE',
  ENETUNREACH: 'POSTGRES_UNREACHABLE',
  ETIMEDOUT: 'POSTGRES_UNREACHABLE',
  ENOENT: 'POSTGRES_UNREACHABLE', // the socket file
  ECONNRESET: 'POSTGRES_CONNECTION_LOST',
  EPIPE: 'POSTGRES_CONNECTION_LOST',
  connection_lost: 'POSTGRES_CONNECTION_LOST',
  connection_stalled: 'POSTGRES_CONNECTION_LOST',
  sasl_failed: 'POSTGRES_AUTH_FAILED',
  tls_not_offered: 'POSTGRES_AUTH_FAILED',
};

/** The names of Node's and OpenSSL's refusals of a certificate or a handshake. */
const TLS_NAME = /^(?:ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|EPROTO)/;

/**
 * Turns a driver error into ours, by its SQLSTATE. The details hold `sqlState` and, where they are known, `constraint`,
 * `table`, `column` and the `line` of a COPY. Drops DETAIL, CONTEXT and messages that may quote data, so the result is
 * safe to log and store.
 */
export const translatePostgresError = (action: string, error: unknown, details: ErrorDetails = {}): StevedoreError => {
  if (isStevedoreError(error)) return error;
  const sqlState = sqlStateOf(error);
  const name = postgresConditionOf(error);
  if (sqlState === undefined) {
    const advice = adviceOf(name);
    return new StevedoreError(socketCode(name), `${action}: the server answered ${name}${advice}`, { details });
  }
  const told = tellServerText(sqlState, error as ServerError);
  const place = placeOf(error as ServerError);
  const code = BY_STATE[sqlState] ?? BY_CLASS[sqlState.slice(0, 2)] ?? 'POSTGRES_STATEMENT_FAILED';
  const condition = name === sqlState ? sqlState : `${sqlState} ${name}`;
  return new StevedoreError(code, `${action}: the server answered ${condition}${told ? `: ${told}` : inWords(place)}`, {
    details: { ...details, ...place, sqlState },
  });
};

/** Returns the SQLSTATE of a translated error, or undefined if it was none of the server's. */
export const postgresErrorState = (error: unknown): string | undefined =>
  isStevedoreError(error) && typeof error.details['sqlState'] === 'string' ? error.details['sqlState'] : undefined;

const socketCode = (name: string): ErrorCode =>
  TLS_NAME.test(name) ? 'POSTGRES_AUTH_FAILED' : (BY_NAME[name] ?? 'POSTGRES_STATEMENT_FAILED');

const adviceOf = (name: string): string => {
  if (name === 'tls_not_offered') return ', it offers no TLS; set it up there, or set tls: off';
  return TLS_NAME.test(name) ? ', its certificate cannot be verified; set tls to the PEM file of its authority' : '';
};

const inWords = ({ line, column }: ReturnType<typeof placeOf>): string => {
  const parts = [
    ...(column === undefined ? [] : [`column "${column}"`]),
    ...(line === undefined ? [] : [`line ${line} of the copied data`]),
  ];
  return parts.length === 0 ? '' : `: ${parts.join(', ')}`;
};
