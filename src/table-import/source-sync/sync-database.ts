import { inTransaction as inMysqlTransaction } from '../../connectors/mysql/in-transaction.js';
import { withConnection as withMysql } from '../../connectors/mysql/open-connection.js';
import { quoteQualified as quoteMysql } from '../../connectors/mysql/quote-name.js';
import { inTransaction as inPostgresTransaction } from '../../connectors/postgres/in-transaction.js';
import { withConnection as withPostgres } from '../../connectors/postgres/open-connection.js';
import { quoteQualified as quotePostgres } from '../../connectors/postgres/quote-name.js';
import type { ConnectionSettings } from '../../contracts/connections/connection.js';
import { StevedoreError } from '../../contracts/errors.js';

export type Row = Readonly<Record<string, unknown>>;

/** The database that sources are synced into, by one session of it. Places for values are `?` on both engines. */
export interface SyncDatabase {
  readonly kind: 'mysql' | 'postgres';
  /** PostgreSQL's schema, MySQL's database. */
  readonly schema: string;
  /** The quoted name of one of its tables. */
  readonly table: (name: string) => string;
  read(sql: string, values: readonly unknown[], action: string): Promise<Row[]>;
  /** Gives how many rows changed. */
  change(sql: string, values: readonly unknown[], action: string): Promise<number>;
  /** In one transaction. */
  together<T>(body: () => Promise<T>): Promise<T>;
}

const SCHEMA = 'public';
const NAME = { applicationName: 'stevedore' } as const;

/** Opens the database of a connection for the time of `body`. Throws CONFIG_INVALID, and the connector's codes. */
export const withSyncDatabase = <T>(
  connection: ConnectionSettings,
  body: (database: SyncDatabase) => Promise<T>,
): Promise<T> => {
  if (connection.kind === 'mysql') {
    return withMysql(connection, 'loader', { programName: NAME.applicationName }, (session) =>
      body({
        kind: 'mysql',
        schema: connection.database,
        table: (name) => quoteMysql(connection.database, name),
        read: (sql, values, action) => session.query(sql, values, action),
        change: async (sql, values, action) => {
          await session.query(sql, values, action);
          const [row] = await session.query('SELECT ROW_COUNT() AS changed');
          return Math.max(0, Number(row?.['changed']));
        },
        together: (inside) => inMysqlTransaction(session, inside),
      }),
    );
  }
  if (connection.kind === 'postgres') {
    return withPostgres(connection, NAME, (session) =>
      body({
        kind: 'postgres',
        schema: SCHEMA,
        table: (name) => quotePostgres(SCHEMA, name),
        read: (sql, values, action) => session.query(numbered(sql), values, action),
        change: async (sql, values, action) => (await session.execute(numbered(sql), values, action)).affectedRows,
        together: (inside) => inPostgresTransaction(session, inside),
      }),
    );
  }
  throw new StevedoreError(
    'CONFIG_INVALID',
    `Cannot sync into the connection "${connection.name}": it is of the kind "${connection.kind}", which has no tables`,
  );
};

const numbered = (sql: string): string => {
  let count = 0;
  return sql.replaceAll('?', () => `$${++count}`);
};
