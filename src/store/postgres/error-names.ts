import { postgresConditionOf, sqlStateOf } from '../../contracts/connections/postgres-conditions.js';
import type { DriverErrors } from '../driver-errors.js';
import { LOST_SOCKET, UNREACHABLE_SOCKET } from '../driver-errors.js';

/** The errors of PostgreSQL and its driver, by their condition names. */
export const postgresErrors: DriverErrors = {
  nameOf: postgresConditionOf,
  detailsOf: (error) => {
    const sqlState = sqlStateOf(error);
    return sqlState === undefined ? {} : { sqlState };
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
