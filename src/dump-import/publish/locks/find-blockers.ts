import type { MysqlConnection, Row } from '../../../connectors/mysql/open-connection.js';
import { withConnection } from '../../../connectors/mysql/open-connection.js';
import { listThreads } from '../../../connectors/mysql/list-threads.js';
import { readServerFacts } from '../../../connectors/mysql/server-facts.js';
import { isStevedoreError } from '../../../contracts/errors.js';
import { previousSchema, stagingSchema } from '../../../contracts/dump-import/target-names.js';
import type { BlockerReport } from '../../../contracts/runs/publish-policy.js';
import type { Blocker } from '../../../contracts/runs/wait.js';
import type { MysqlSettings } from '../../../contracts/connections/mysql.js';
import { statementVerb } from './statement-words.js';

export interface FindBlockersOptions {
  /** Our own connections that asked for the locks in vain. @default [] */
  readonly except?: readonly number[];
  /**
   * Whether a table stays in live unless the dump replaces it; a lock on it is unlikely to be the blocker. @default no
   * table does
   */
  readonly isKept?: (database: string, table: string) => boolean;
}

/**
 * Finds the connections that hold locks on the tables that a publish renames, as far as the publisher may see them; the
 * likeliest first, then the oldest. A lock on a live table comes before one on an older generation. If locks are not
 * visible, open transactions come before running statements, and sleeping connections last:
 *
 * 1. Who holds a lock on which table: MariaDB's plugin METADATA_LOCK_INFO (needs no privilege), MySQL's
 *    `performance_schema.metadata_locks` (needs SELECT on it).
 *    A read lock on the whole server (FLUSH TABLES WITH READ LOCK) counts as one on a live table.
 * 2. Whose connection that is and what it does: PROCESSLIST and INNODB_TRX, which show others only with the privilege
 *    PROCESS.
 * 3. With only the second, every open transaction may be the blocker, and is reported as not certain.
 *
 * `hidden` says what cannot be named. Throws `MYSQL_…` codes if the server cannot be asked at all.
 */
export const findBlockers = (
  mysql: MysqlSettings,
  databases: readonly string[],
  { except = [], isKept = () => false }: FindBlockersOptions = {},
): Promise<BlockerReport> =>
  withConnection(mysql, 'publisher', {}, async (publisher) => {
    const { flavor } = await readServerFacts(publisher);
    const schemas = databases.flatMap((name) => [name, previousSchema(name), stagingSchema(name)]);
    const others = (rows: Row[]) => rows.filter(({ id }) => !except.includes(Number(id)));
    const read = READERS[flavor];
    const locks = await read.locks(publisher, schemas);
    const transactions = await orDenied(publisher.query(TRANSACTIONS));
    const threads = await read.threads(publisher);
    return report({
      locks: locks && others(locks),
      transactions,
      threads: others(threads),
      user: mysql.publisher.user,
      isLive: ({ schema_name: schema, table_name: table }) =>
        isOfServer(schema) || (databases.includes(String(schema)) && !isKept(String(schema), String(table))),
    });
  });

interface Sources {
  readonly locks: readonly Row[] | undefined;
  /** Undefined without the privilege PROCESS. */
  readonly transactions: readonly Row[] | undefined;
  readonly threads: readonly Row[];
  readonly user: string;
  /** Whether a lock is on a table that leaves live. */
  readonly isLive: (lock: Row) => boolean;
}

const report = ({ locks, transactions, threads, user, isLive }: Sources): BlockerReport => {
  const began = new Map((transactions ?? []).map((row) => [Number(row['id']), Number(row['age'])]));
  const byId = new Map(threads.map((row) => [Number(row['id']), row]));
  const blocker = (id: number, certain: boolean, lock?: Row): Blocker => {
    const thread = byId.get(id) ?? lock;
    const age = began.get(id) ?? (thread?.['age'] == null ? undefined : Number(thread['age']));
    const name = plain(thread?.['user']);
    const host = plain(thread?.['host']);
    const doing = lock !== undefined && isOfServer(lock['schema_name']) ? READ_LOCK : doingOf(thread, began.has(id));
    return {
      id,
      ...(name === undefined ? {} : { user: name }),
      ...(host === undefined ? {} : { host: host.replace(/:\d+$/, '') }),
      ...(age === undefined || !Number.isFinite(age) ? {} : { ageSeconds: Math.max(0, Math.floor(age)) }),
      ...(doing === undefined ? {} : { doing }),
      ...(lock === undefined || isOfServer(lock['schema_name'])
        ? {}
        : { table: `${plain(lock['schema_name']) ?? '?'}.${plain(lock['table_name']) ?? '?'}` }),
      certain,
    };
  };
  const oldest = (a: Blocker, b: Blocker) => (b.ageSeconds ?? 0) - (a.ageSeconds ?? 0) || a.id - b.id;
  if (locks !== undefined) {
    // For each connection its first lock on a live table, otherwise its first lock.
    const inLive = locks.filter(isLive);
    const first = new Map([...locks.toReversed(), ...inLive.toReversed()].map((row) => [Number(row['id']), row]));
    const of = (wanted: boolean) =>
      [...first].filter(([, lock]) => isLive(lock) === wanted).map(([id, lock]) => blocker(id, true, lock));
    const blockers = [...of(true).sort(oldest), ...of(false).sort(oldest)];
    const anonymous = blockers.some((one) => one.user === undefined);
    return { blockers, ...(anonymous ? { hidden: 'grant PROCESS to the publisher to see whose it is' } : {}) };
  }
  if (transactions === undefined) {
    return { blockers: [], hidden: 'by whom is unknown: grant PROCESS to the publisher' };
  }
  const isOpen = (row: Row) => began.has(Number(row['id']));
  const runs = ({ command, user: other }: Row) => !IDLE.has(String(command)) && other !== user;
  const sleeps = ({ state }: Row) => state === 'User sleep';
  const candidates = threads.filter((row) => !SYSTEM.has(String(row['user'])));
  const running = candidates.filter((row) => !isOpen(row) && runs(row));
  const blockers = [candidates.filter(isOpen), running.filter((row) => !sleeps(row)), running.filter(sleeps)].flatMap(
    (rows) => rows.map((row) => blocker(Number(row['id']), false)).sort(oldest),
  );
  return { blockers, ...(blockers.length === 0 ? { hidden: 'no open transaction is seen now' } : {}) };
};

const READ_LOCK = 'holding a read lock on the whole server';

/** Whether a lock is on no schema: it keeps all tables as they are, as FLUSH TABLES WITH READ LOCK does. */
const isOfServer = (schema: unknown): boolean => schema == null || schema === '';

const SYSTEM: ReadonlySet<string> = new Set(['system user', 'event_scheduler', '']);

/** Commands of connections that hold no table lock outside a transaction. */
const IDLE: ReadonlySet<string> = new Set([
  'Sleep',
  'Daemon',
  'Binlog Dump',
  'Binlog Dump GTID',
  'Slave_IO',
  'Slave_SQL',
  'Connect',
]);

const doingOf = (thread: Row | undefined, inTransaction: boolean): string | undefined => {
  if (thread === undefined) return undefined;
  const { command, info } = thread;
  if (command === 'Sleep')
    return inTransaction || thread['schema_name'] !== undefined ? 'idle in transaction' : 'idle, holding a lock';
  return statementVerb(typeof info === 'string' ? info : undefined) ?? plain(command);
};

/** `trx_started` is in the server's own time zone, whatever the session's is. */
const TRANSACTIONS = `SELECT trx_mysql_thread_id AS id,
  TIMESTAMPDIFF(SECOND, CONVERT_TZ(trx_started, 'SYSTEM', '+00:00'), UTC_TIMESTAMP()) AS age
  FROM information_schema.INNODB_TRX WHERE trx_mysql_thread_id <> CONNECTION_ID()`;

const THREADS = `SELECT ID AS id, USER AS user, HOST AS host, COMMAND AS command, STATE AS state, TIME AS age, LEFT(INFO, 1000) AS info
  FROM information_schema.PROCESSLIST WHERE ID <> CONNECTION_ID()`;

const mysqlThreads = async (publisher: MysqlConnection): Promise<Row[]> =>
  (await listThreads(publisher)).filter(({ id }) => id !== publisher.id).map((thread): Row => ({ ...thread }));

/** Modes of MariaDB's backup lock that keep tables from being renamed: FLUSH TABLES WITH READ LOCK and BACKUP STAGE. */
const SERVER_LOCKS = "'MDL_BACKUP_FTWRL1', 'MDL_BACKUP_FTWRL2', 'MDL_BACKUP_WAIT_DDL', 'MDL_BACKUP_WAIT_COMMIT'";

/** Undefined if the plugin is not installed. */
const mariadbLocks = (publisher: MysqlConnection, schemas: readonly string[]) =>
  orDenied(
    publisher.query(
      `SELECT THREAD_ID AS id, TABLE_SCHEMA AS schema_name, TABLE_NAME AS table_name
        FROM information_schema.METADATA_LOCK_INFO
        WHERE (LOCK_TYPE = 'Table metadata lock' AND TABLE_SCHEMA IN (?) OR LOCK_MODE IN (${SERVER_LOCKS}))
          AND THREAD_ID <> CONNECTION_ID()`,
      [schemas],
    ),
  );

/** Undefined if the publisher may not read them, or their instrument is off. */
const mysqlLocks = async (publisher: MysqlConnection, schemas: readonly string[]) => {
  const rows = await orDenied(
    publisher.query(
      `SELECT t.PROCESSLIST_ID AS id, t.PROCESSLIST_USER AS user, t.PROCESSLIST_HOST AS host, t.PROCESSLIST_TIME AS age,
          t.PROCESSLIST_COMMAND AS command, LEFT(t.PROCESSLIST_INFO, 1000) AS info,
          l.OBJECT_SCHEMA AS schema_name, l.OBJECT_NAME AS table_name
        FROM performance_schema.metadata_locks l JOIN performance_schema.threads t ON t.THREAD_ID = l.OWNER_THREAD_ID
        WHERE (l.OBJECT_TYPE = 'TABLE' AND l.OBJECT_SCHEMA IN (?) OR l.OBJECT_TYPE = 'GLOBAL' AND l.LOCK_TYPE = 'SHARED')
          AND l.LOCK_STATUS = 'GRANTED'
          AND t.PROCESSLIST_ID <> CONNECTION_ID()`,
      [schemas],
    ),
  );
  if (rows === undefined || rows.length > 0) return rows;
  const [instrument] = await publisher.query(
    "SELECT ENABLED AS enabled FROM performance_schema.setup_instruments WHERE NAME = 'wait/lock/metadata/sql/mdl'",
  );
  return instrument?.['enabled'] === 'YES' ? rows : undefined;
};

const orDenied = async (rows: Promise<Row[]>): Promise<Row[] | undefined> => {
  try {
    return await rows;
  } catch (error) {
    if (isStevedoreError(error) && !error.retryable) return undefined;
    throw error;
  }
};

/** Other people's names appear in histories and logs: keep them short and plain. */
const plain = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value.replace(/[^\x20-\x7e]/g, '?').slice(0, 60) : undefined;

/** How a server of each kind tells who holds what, and who that is. */
const READERS = {
  mariadb: { locks: mariadbLocks, threads: (publisher: MysqlConnection) => publisher.query(THREADS) },
  mysql: { locks: mysqlLocks, threads: mysqlThreads },
} as const;
