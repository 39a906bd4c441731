import { readFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import { prepareCreating } from '../ddl/run-statements.js';
import { chooseMemory } from './choose-memory.js';

export interface LoadingOptions {
  /** Sessions that build indexes at a time. */
  readonly builds: number;
  /** Of `maintenance_work_mem`, in bytes. @default see `chooseMemory` */
  readonly memory?: number;
}

/** What a session of the target has set that loads rows, builds indexes and checks foreign keys. */
const SETTINGS = [
  // A crash of the target loses the load anyway. The publish is durable, and all before it with it.
  'synchronous_commit = off',
  // The question of a foreign key is asked once: to compile it costs more than it gives.
  'jit = off',
  'vacuum_cost_delay = 0',
];

/** Time limits that a server may have set for everybody, where it knows them: an idle session waits for its turn. */
const LIMITS = `select set_config(name, '0', false) from pg_settings where name in ('idle_session_timeout', 'transaction_timeout')`;

/** Prepares a session of the target; what it set holds until the session ends. */
export const prepareLoading = async (
  connection: PostgresConnection,
  { builds, memory }: LoadingOptions,
): Promise<void> => {
  await prepareCreating(connection);
  await connection.execute(SETTINGS.map((each) => `set ${each}`).join('; '));
  await connection.query(LIMITS);
  const bytes = memory ?? (await memoryOf(connection, builds));
  await connection.execute(`set maintenance_work_mem = '${Math.floor(bytes / 1024)}kB'`);
};

const memoryOf = async (connection: PostgresConnection, builds: number): Promise<number> => {
  const rows = await connection.query(
    `select name, setting::bigint * case unit when '8kB' then 8192 else 1024 end as bytes, source = 'default' as untouched
      from pg_settings where name in ('maintenance_work_mem', 'effective_cache_size', 'shared_buffers')`,
    [],
    'Cannot read the settings of the target',
  );
  const found = new Map(rows.map(({ name, bytes, untouched }) => [name, { bytes: Number(bytes), untouched }]));
  const configured = (name: string) => (found.get(name)?.untouched === true ? undefined : found.get(name)?.bytes);
  const [cache, buffers] = [configured('effective_cache_size'), configured('shared_buffers')];
  return chooseMemory(
    {
      own: found.get('maintenance_work_mem')?.bytes ?? 0,
      ...(cache === undefined ? {} : { cache }),
      ...(buffers === undefined ? {} : { buffers }),
      ...((await isOnThisMachine(connection)) ? { machine: totalmem() } : {}),
    },
    builds,
  );
};

/** A loopback address may lead elsewhere; a process of the session's number that calls itself PostgreSQL's does not. */
const isOnThisMachine = async ({ backend }: PostgresConnection): Promise<boolean> => {
  const title = await readFile(`/proc/${backend.pid}/cmdline`, 'utf8').catch(() => '');
  return title.startsWith('postgres: ');
};

/** Changes when the server starts again, also when it does so by itself after a crash of one of its processes. */
export const readServerLife = async (connection: PostgresConnection): Promise<string> => {
  const [row] = await connection.query(
    `select concat(pg_postmaster_start_time(), ' ', (select stats_reset from pg_stat_archiver)) as life`,
    [],
    'Cannot ask when the target started',
  );
  return String(row?.['life']);
};
