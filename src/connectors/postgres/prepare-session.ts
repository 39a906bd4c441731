import type pg from 'pg';
import { sqlStateOf } from '../../contracts/connections/postgres-conditions.js';

/** A session at the server. Its start is part of it, because a server gives its numbers again. */
export interface Backend {
  readonly pid: number;
  /** UTC, to the microsecond. */
  readonly startedAt: string;
}

export interface SessionOptions {
  /** Longest time of a statement; 0 is any. @default 0 */
  readonly statementTimeoutMs?: number;
  /** Longest wait for a lock; 0 is any. @default 0 */
  readonly lockTimeoutMs?: number;
  /** The server ends a session whose transaction idles for so long; 0 is never. @default 0 */
  readonly idleInTransactionTimeoutMs?: number;
  /**
   * How often a server of version 14 or newer looks whether the client of a running statement is still there; 0 is
   * never. @default 5_000
   */
  readonly clientCheckMs?: number;
}

export interface Prepared {
  readonly backend: Backend;
  readonly serverVersion: number;
}

/** The start of a session of `pg_stat_activity`, as `Backend` has it. */
export const STARTED_AT = `to_char(backend_start at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')`;

/**
 * Makes a session independent of the settings of server, database and account: UTC, ISO dates read as year, month, day,
 * READ COMMITTED, the given time limits. Throws the driver's errors.
 */
export const prepareSession = async (client: pg.Client, options: SessionOptions): Promise<Prepared> => {
  const settings = {
    timezone: 'UTC',
    datestyle: 'ISO, YMD',
    intervalstyle: 'postgres',
    bytea_output: 'hex',
    extra_float_digits: '1',
    standard_conforming_strings: 'on',
    default_transaction_isolation: 'read committed',
    statement_timeout: `${options.statementTimeoutMs ?? 0}`,
    lock_timeout: `${options.lockTimeoutMs ?? 0}`,
    idle_in_transaction_session_timeout: `${options.idleInTransactionTimeoutMs ?? 0}`,
  };
  const sets = Object.entries(settings).map(([name, value]) => `set ${name} = '${value}'`);
  await client.query(sets.join('; '));
  await checkClient(client, options.clientCheckMs ?? 5_000);
  const { rows } = await client.query<{ pid: number; started: string; version: string }>(
    `select pid, ${STARTED_AT} as started, current_setting('server_version_num') as version
       from pg_stat_activity where pid = pg_backend_pid()`,
  );
  const [row] = rows;
  return {
    backend: { pid: row?.pid ?? 0, startedAt: row?.started ?? '' },
    serverVersion: Number(row?.version ?? 0),
  };
};

/** A server before 14 does not have the setting; one on a system that cannot look refuses it. */
const checkClient = async (client: pg.Client, milliseconds: number): Promise<void> => {
  const sql = `select set_config(name, '${milliseconds}', false) from pg_settings where name = 'client_connection_check_interval'`;
  try {
    await client.query(sql);
  } catch (error) {
    if (sqlStateOf(error) !== '22023') throw error;
  }
};
