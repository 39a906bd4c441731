import type { PostgresConnection } from './open-connection.js';

/** Facts about server, database and account that loading needs. */
export interface ServerFacts {
  /** `15.18` is 150018. */
  readonly version: number;
  /** `15.18`. */
  readonly versionText: string;
  /** Of the database, for example `UTF8`. */
  readonly encoding: string;
  /** A standby, which accepts no writes. */
  readonly standby: boolean;
  /** Transactions of this account are read-only by default. */
  readonly readOnly: boolean;
  readonly account: string;
  /** Whether the account may create schemas in the database. */
  readonly mayCreateSchemas: boolean;
  /** UTC, to the microsecond. Unlogged tables are empty after a start that followed a crash. */
  readonly startedAt: string;
}

/** Reads the facts with any account; needs no privilege. */
export const readServerFacts = async (connection: PostgresConnection): Promise<ServerFacts> => {
  const [row = {}] = await connection.query(FACTS);
  const text = (column: string): string => {
    const value = row[column];
    return typeof value === 'string' ? value : '';
  };
  return {
    version: Number(text('number')),
    versionText: text('version'),
    encoding: text('encoding'),
    standby: row['standby'] === true,
    readOnly: text('read_only') === 'on',
    account: text('account'),
    mayCreateSchemas: row['may_create'] === true,
    startedAt: text('started_at'),
  };
};

const FACTS = `select split_part(version(), ' ', 2) as version, current_setting('server_version_num') as number, current_user::text as account,
  pg_encoding_to_char(encoding)::text as encoding, pg_is_in_recovery() as standby, current_setting('default_transaction_read_only') as read_only,
  has_database_privilege(current_database(), 'CREATE') as may_create,
  to_char(pg_postmaster_start_time() at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') as started_at
  from pg_database where datname = current_database()`;
