import type { DriverErrors } from '../driver-errors.js';
import { LOST_SOCKET, UNREACHABLE_SOCKET } from '../driver-errors.js';

/** The errors of MySQL, MariaDB and their driver, by the driver's names. */
export const mysqlErrors: DriverErrors = {
  nameOf: (error) => {
    if (!(error instanceof Error)) return 'unknown error';
    const { code } = error as { code?: unknown };
    if (typeof code === 'string') return code;
    // The driver's message for a statement after the end of its connection.
    return /connection is in closed state$/.test(error.message) ? 'PROTOCOL_CONNECTION_LOST' : error.name;
  },
  detailsOf: (error) => {
    const { errno } = (error ?? {}) as { errno?: unknown };
    return typeof errno === 'number' ? { errno } : {};
  },
  unreachable: new Set([
    ...UNREACHABLE_SOCKET,
    'PROTOCOL_CONNECTION_LOST',
    'PROTOCOL_SEQUENCE_TIMEOUT',
    'ER_CON_COUNT_ERROR',
    'ER_USER_LIMIT_REACHED',
    'ER_SERVER_SHUTDOWN',
    'ER_CONNECTION_KILLED', // MariaDB
    'ER_QUERY_INTERRUPTED',
  ]),
  repeatable: new Set([
    ...LOST_SOCKET,
    'PROTOCOL_CONNECTION_LOST',
    'ER_CONNECTION_KILLED',
    'ER_SERVER_SHUTDOWN',
    'ER_LOCK_DEADLOCK',
    'ER_LOCK_WAIT_TIMEOUT',
  ]),
  noTable: new Set(['ER_NO_SUCH_TABLE', 'ER_BAD_DB_ERROR']),
  advice: {
    ER_BAD_DB_ERROR: 'the schema of the store does not exist; create it',
    ER_ACCESS_DENIED_ERROR:
      'the server refuses the account of the store (ER_ACCESS_DENIED_ERROR); check its user and password',
    ER_DBACCESS_DENIED_ERROR:
      'the account of the store has no rights on its schema; "stevedore check" prints the GRANT statements',
    ER_TABLEACCESS_DENIED_ERROR:
      'the account of the store lacks rights on its tables; "stevedore check" prints the GRANT statements',
    HANDSHAKE_NO_SSL_SUPPORT: 'the server of the store offers no TLS; set it up there, or store.tls: off',
  },
};
