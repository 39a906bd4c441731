import type { MysqlConnection } from './open-connection.js';

/** A connection of the server, as far as the account may see it. */
export interface ServerThread {
  readonly id: number;
  readonly user: string;
  /** `host:port`; empty where there is none. */
  readonly host: string;
  readonly command: string;
  /** For example `User sleep`. */
  readonly state: string;
  /** Seconds since it began to do that. */
  readonly age: number;
  /** The first 100 characters of its statement. */
  readonly info: string | undefined;
}

/**
 * Lists the connections of the account, with the privilege PROCESS those of all. By SHOW, because MySQL refuses any
 * query of `information_schema.PROCESSLIST` (3854) while one of these connections runs a statement with a letter that
 * utf8mb3 lacks. Throws `MYSQL_…` codes.
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
