import mysql from 'mysql2/promise';
import type { MariadbServer } from './mariadb-server.js';

/** A connection of an application that reads and writes the live databases, as the account `app`. */
export interface ReaderSession {
  /** The server's id of it. */
  readonly id: number;
  readonly query: (sql: string) => Promise<void>;
  readonly end: () => Promise<void>;
}

/** Opens a session; the account is created at the first call and may do everything in these databases. */
export const openReader = async (server: MariadbServer, databases: readonly string[]): Promise<ReaderSession> => {
  const grants = databases.map((name) => `GRANT ALL ON ${name}.* TO app`);
  await server.query(["CREATE USER IF NOT EXISTS app IDENTIFIED BY 'app-password'", ...grants].join(';'));
  const connection = await mysql.createConnection({
    host: server.host,
    port: server.port,
    user: 'app',
    password: 'app-password',
  });
  return {
    id: connection.threadId,
    query: async (sql) => {
      await connection.query(sql);
    },
    end: () => connection.end(),
  };
};

/** Figures of one statement that was asked again and again. */
export interface ReaderStalls {
  readonly reads: number;
  /** Milliseconds. */
  readonly longest: number;
}

/**
 * Runs a statement every few milliseconds until it is stopped, each time in a separate transaction; a failed read
 * rejects.
 */
export const measureReader = (session: ReaderSession, sql: string): { readonly stop: () => Promise<ReaderStalls> } => {
  let on = true;
  let reads = 0;
  let longest = 0;
  const run = async (): Promise<ReaderStalls> => {
    while (on) {
      const started = performance.now();
      await session.query(sql);
      longest = Math.max(longest, performance.now() - started);
      reads += 1;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return { reads, longest };
  };
  const running = run();
  running.catch(() => undefined);
  return {
    stop: () => {
      on = false;
      return running;
    },
  };
};
