import type { DriverErrors } from '../driver-errors.js';
import { LOST_SOCKET, UNREACHABLE_SOCKET } from '../driver-errors.js';

/** PostgreSQL's names of the SQLSTATEs that the store meets; any other is named by its five characters. */
const CONDITIONS: Readonly<Record<string, string>> = {
  '08000': 'connection_exception',
  '08001': 'sqlclient_unable_to_establish_sqlconnection',
  '08003': 'connection_does_not_exist',
  '08006': 'connection_failure',
  '08P01': 'protocol_violation',
  '22021': 'character_not_in_repertoire',
  '22001': 'string_data_right_truncation',
  '23502': 'not_null_violation',
  '23505': 'unique_violation',
  '25006': 'read_only_sql_transaction',
  '25P03': 'idle_in_transaction_session_timeout',
  '28000': 'invalid_authorization_specification',
  '28P01': 'invalid_password',
  '3D000': 'invalid_catalog_name',
  '3F000': 'invalid_schema_name',
  '40001': 'serialization_failure',
  '40P01': 'deadlock_detected',
  '42501': 'insufficient_privilege',
  '42601': 'syntax_error',
  '42703': 'undefined_column',
  '42P01': 'undefined_table',
  '53100': 'disk_full',
  '53300': 'too_many_connections',
  '55P03': 'lock_not_available',
  '57014': 'query_canceled',
  '57P01': 'admin_shutdown',
  '57P02': 'crash_shutdown',
  '57P03': 'cannot_connect_now',
  '57P04': 'database_dropped',
  '57P05': 'idle_session_timeout',
};

/** Some errors of the driver have only a text; driver and pool change these at most with a version. */
const BY_TEXT: readonly (readonly [pattern: RegExp, name: string])[] = [
  [
    /^timeout exceeded when trying to connect$|^Connection terminated due to connection timeout$|^timeout expired$/,
    'ETIMEDOUT',
  ],
  [
    /^Connection terminated|^Client (was closed|has encountered a connection error) and is not queryable$/,
    'connection_lost',
  ],
  [/^The server does not support SSL connections$/, 'tls_not_offered'],
];

/** The errors of PostgreSQL and its driver, by their condition names. */
export const postgresErrors: DriverErrors = {
  nameOf: (error) => {
    if (!(error instanceof Error)) return 'unknown error';
    const { code } = error as { code?: unknown };
    if (typeof code === 'string') return CONDITIONS[code] ?? code;
    return BY_TEXT.find(([pattern]) => pattern.test(error.message))?.[1] ?? error.name;
  },
  detailsOf: (error) => {
    const { code } = (error ?? {}) as { code?: unknown };
    return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? { sqlState: code } : {};
  },
  unreachable: new Set([
    ...UNREACHABLE_SOCKET,
    'connection_lost',
    'connection_exception',
    'sqlclient_unable_to_establish_sqlconnection',
    'connection_does_not_exist',
    'connection_failure',
    'idle_in_transaction_session_timeout',
    'too_many_connections',
    'query_canceled',
    'admin_shutdown',
    'crash_shutdown',
    'cannot_connect_now',
    'idle_session_timeout',
  ]),
  repeatable: new Set([
    ...LOST_SOCKET,
    'connection_lost',
    'connection_does_not_exist',
    'connection_failure',
    'admin_shutdown',
    'crash_shutdown',
    'idle_session_timeout',
    'serialization_failure',
    'deadlock_detected',
    'lock_not_available',
  ]),
  noTable: new Set(['undefined_table', 'invalid_schema_name']),
  advice: {
    invalid_catalog_name: 'the database of the store does not exist; create it, with the encoding UTF8',
    invalid_schema_name: 'the schema of the store does not exist; "stevedore check" prints what creates it',
    invalid_password: 'the server refuses the account of the store (invalid_password); check its user and password',
    invalid_authorization_specification:
      'the server refuses the account of the store (invalid_authorization_specification); check its pg_hba.conf, and store.tls',
    insufficient_privilege: 'the account of the store lacks rights; "stevedore check" prints the GRANT statements',
    read_only_sql_transaction:
      'the server of the store accepts no writes: it is a standby, or read-only; name the primary server',
    tls_not_offered: 'the server of the store offers no TLS; set it up there, or store.tls: off',
  },
};
