import type { MysqlConnection } from './open-connection.js';

/** A connection of the server, as far as the account may see it. */
export interface ServerThread {
  readonly id: number;
  readonly user: string;
  /** `host:port`; empty if there is none. */
  readonly host: string;
  readonly command: string;
  /** For example `User sleep`. */
  readonly state: string;
  /** Seconds in this state. */
  readonly age: number;
  /** The first 100 characters of its statement. */
  readonly info: string | undefined;
}

/**
 * Lists the account's connections, or all with the privilege PROCESS. Uses SHOW, because MySQL refuses any query of
 * `information_schema.PROCESSLIST` (3854) while one of them runs a statement with a character that utf8mb3 does not
 * have. Throws `MYSQL_…` codes.
 */
export const listThreads = async (connection: MysqlConnection): Promise<ServerThread[]> => {
  const rows = await connection.query('SHOW PROCESSLIST');
  return rows.map((row) => ({
    id: Number(row['Id']),
    user: textOf(row['User']),
    host: textOf(row['Host']),
    command: textOf(row['Command']),
    state: textOf(row['State']),
    age: Number(row['Time'] ?? 0),
    info: typeof row['Info'] === 'string' ? row['Info'] : undefined,
  }));
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
