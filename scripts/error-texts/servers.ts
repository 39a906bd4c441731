import type { ErrorText } from './error-text.js';

export const SERVERS_ERRORS = {
  MYSQL_UNREACHABLE: {
    means: 'The server does not answer, or has no connection free.',
    todo: 'Check address, port and firewall, whether it runs, and its `max_connections`. `stevedore check` tries it.',
  },
  MYSQL_CONNECTION_LOST: {
    means: 'The server went away, or somebody killed the connection.',
    todo: "Nothing: it is tried again. If it comes again, the server's log says why it ended the connection.",
  },
  MYSQL_LOCK_TIMEOUT: {
    means: 'A lock was not given in time.',
    todo: 'Nothing: it is tried again. If it comes again, find the transaction that is held open (`SHOW PROCESSLIST`).',
  },
  MYSQL_DEADLOCK: {
    means: 'The server chose our transaction to be undone.',
    todo: 'Nothing: it is tried again.',
  },
  MYSQL_DISK_FULL: {
    means: 'The disk of the server is full.',
    todo: 'Free space there. An import needs room for a second copy of the data, and as much again for a generation that is kept.',
  },
  MYSQL_AUTH_FAILED: {
    means: 'The server refuses user or password, or `tls` is not what it offers.',
    todo: "Correct the account's entry in the configuration, or its password on the server; look at `tls`.",
  },
  MYSQL_PERMISSION_DENIED: {
    means: 'An account lacks a grant.',
    todo: '`stevedore check` prints the missing `GRANT`. [Accounts and grants](../grants.md) has all.',
  },
  MYSQL_STATEMENT_FAILED: {
    means: 'The server refused a statement. The message has its error number, the table and the byte in the dump.',
    todo: "Look up the number in the server's manual. Often the two servers differ in version: [Load dumps from the other kind of server](../../how-to/foreign-dumps.md).",
  },
  POSTGRES_UNREACHABLE: {
    means: 'PostgreSQL does not answer, is starting, or has no connection free.',
    todo: 'Check address, port and firewall, whether it runs, and its `max_connections`. `stevedore connections test NAME` tries it.',
  },
  POSTGRES_CONNECTION_LOST: {
    means: 'PostgreSQL went away, or somebody ended the session.',
    todo: "Nothing: it is tried again. If it comes again, the server's log says why.",
  },
  POSTGRES_STATEMENT_CANCELLED: {
    means: 'The server gave up a statement: somebody cancelled it, a time limit ended it, or memory was short.',
    todo: "Nothing: it is tried again. If it comes again, look at `statement_timeout` of the account and at the server's memory.",
  },
  POSTGRES_LOCK_TIMEOUT: {
    means: 'A lock was not given in time, or a session of an earlier try could not be ended.',
    todo: 'Nothing: it is tried again. If it comes again, find who holds the lock (`pg_stat_activity`, `pg_blocking_pids`).',
  },
  POSTGRES_DEADLOCK: {
    means: 'The server undid our transaction because of another one: a deadlock, or a serialization failure.',
    todo: 'Nothing: it is tried again.',
  },
  POSTGRES_DISK_FULL: {
    means: 'The disk of the server is full.',
    todo: 'Free space there. A copy needs room for a second copy of the data.',
  },
  POSTGRES_AUTH_FAILED: {
    means:
      'The server refuses user or password, `pg_hba.conf` has no rule for this machine, or `tls` is not what it offers.',
    todo: 'Correct the address in the configuration, or the rules of the server.',
  },
  POSTGRES_DATABASE_UNKNOWN: {
    means: 'The server has no such database.',
    todo: 'Correct its name, or create it.',
  },
  POSTGRES_PERMISSION_DENIED: {
    means: 'The account lacks a right. The message names the object.',
    todo: 'Grant it. [Import into tables on PostgreSQL](../../how-to/postgresql-tables.md) and [Copy PostgreSQL databases](../../database-sync.md) say what each needs.',
  },
  POSTGRES_ROW_REFUSED: {
    means:
      'A value does not fit its column, or a row breaks a constraint. The message names column, constraint or line, never the value.',
    todo: 'Look at that line of the source, and at the column or the constraint of the target.',
  },
  POSTGRES_STATEMENT_FAILED: {
    means: 'The server refused a statement. The message has its SQLSTATE.',
    todo: "Look up the SQLSTATE in the manual of PostgreSQL; the server's log has the statement.",
  },
  REDIS_UNREACHABLE: {
    means: 'Redis does not answer. The import stays published, and the run has a warning.',
    todo: 'Check `redis.url`, and flush the cache by hand if readers need it: it was not flushed.',
  },
  REDIS_AUTH_FAILED: {
    means: 'Redis refuses user or password. The import stays published, and the run has a warning.',
    todo: 'Correct `redis.url`.',
  },
  REDIS_REFUSED: {
    means:
      'Redis does not know the command of the flush, because it is renamed or disabled there. The import stays published, and the run has a warning.',
    todo: 'Allow the command, or set `redis.flush: { patterns: [...] }`, which deletes keys instead.',
  },
  REDIS_FAILED: {
    means: 'Redis refused the flush.',
    todo: 'The message has its words; often it is a replica that may not be written. Name the primary in `redis.url`.',
  },
} satisfies Record<string, ErrorText>;
