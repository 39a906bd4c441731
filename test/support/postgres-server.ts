import { chmodSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cachedFolder } from './cached-folder.js';
import { runProgram, startProcess } from './child-process.js';
import type { RunningProcess } from './child-process.js';
import { findProgram } from './find-program.js';
import { freePort } from './free-port.js';
import { removeTemporaryFolder, RUN_FOLDER, temporaryFolder } from './temporary-folder.js';

export interface PostgresOptions {
  /** Settings of the server, such as `timezone=Asia/Kolkata`, which win over the harness's own. */
  readonly settings?: readonly string[];
}

/**
 * A separate PostgreSQL in a temporary folder, without TLS. `postgres` needs no password, every other account its own.
 */
export interface PostgresServer {
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly rootUser: 'postgres';
  readonly rootPassword: '';
  readonly database: 'postgres';
  /** Of the postmaster; changes with `restart()`. */
  readonly pid: number;
  readonly logFile: string;
  /** Runs statements as the superuser; rows as lines, columns by tabs, no header, no last line break. */
  readonly query: (sql: string, database?: string) => Promise<string>;
  /** The postmaster and all its sessions. */
  readonly kill9: () => Promise<void>;
  /** Stops it if it runs, and starts it on the same data and port. */
  readonly restart: () => Promise<void>;
  /** Stops it and removes its data. */
  readonly stop: () => Promise<void>;
}

/** Starts a private PostgreSQL in about a second, once the template of its data folder has been made. */
export async function startPostgres({ settings = [] }: PostgresOptions = {}): Promise<PostgresServer> {
  const folder = temporaryFolder('postgres');
  const dataDir = join(folder, 'data');
  const logFile = join(folder, 'postgres.log');
  await giveToServer(folder);
  await runProgram('cp', ['-a', await dataTemplate(), dataDir]);
  const port = await freePort();
  const client = (sql: string, database: string) =>
    runProgram(postgresProgram('psql'), [
      '-XAtq',
      '-F\t',
      '-vON_ERROR_STOP=1',
      '-h',
      folder,
      '-p',
      `${port}`,
      '-U',
      'postgres',
      '-d',
      database,
      '-c',
      sql,
    ]);
  const all = [
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    'fsync=off',
    'full_page_writes=off',
    'shared_buffers=32MB',
    'max_connections=60',
    ...settings,
  ];
  const start = (): Promise<RunningProcess> => {
    const [command = '', ...args] = [
      ...asServer(),
      postgresProgram('postgres'),
      '-D',
      dataDir,
      '-p',
      `${port}`,
      ...all.flatMap((each) => ['-c', each]),
    ];
    return startProcess({
      command,
      args,
      logFile,
      ready: async () => (await client('select 1', 'postgres')) === '1\n',
    });
  };
  let server = await start();
  const stop = async () => {
    // SIGTERM would wait for every session to leave.
    server.signal('SIGINT');
    await Promise.race([server.exited, new Promise((resolve) => setTimeout(resolve, 5_000).unref())]);
    await server.stop(1_000);
  };
  return {
    host: '127.0.0.1',
    port,
    rootUser: 'postgres',
    rootPassword: '',
    database: 'postgres',
    get pid() {
      return server.pid;
    },
    logFile,
    query: async (sql, database = 'postgres') => (await client(sql, database)).replace(/\n$/, ''),
    kill9: () => server.kill9(),
    restart: async () => {
      await stop();
      server = await start();
    },
    stop: async () => {
      await stop();
      removeTemporaryFolder(folder);
    },
  };
}

/** On PATH, or where Debian puts the programs of each version. */
export const postgresProgram = (name: 'postgres' | 'initdb' | 'psql'): string => {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root)
    ? readdirSync(root)
        .map(Number)
        .filter(Boolean)
        .sort((a, b) => b - a)
    : [];
  const path = versions.map((version) => join(root, `${version}`, 'bin', name)).find((each) => existsSync(each));
  return path ?? findProgram(name);
};

/** The server refuses to run as root. */
const isRoot = process.getuid?.() === 0;
const asServer = (): string[] =>
  // The death signal of the starter does not outlive the change of the user.
  isRoot
    ? [findProgram('setpriv'), '--reuid=postgres', '--regid=postgres', '--clear-groups', '--pdeathsig', 'KILL', '--']
    : [];
/** A folder of the test run, and the way to it, which is root's alone. */
const giveToServer = async (folder: string): Promise<void> => {
  if (!isRoot) return;
  const run = process.env[RUN_FOLDER];
  if (run !== undefined) chmodSync(run, 0o711);
  await runProgram('chown', ['-R', 'postgres:postgres', folder]);
};

/** An initialised data folder, made once per machine, user and server version. */
const dataTemplate = async (): Promise<string> => {
  const version = /\d+(\.\d+)*/.exec(await runProgram(postgresProgram('postgres'), ['--version']))?.[0] ?? 'unknown';
  return cachedFolder(`postgres-${version}`, initialise);
};

/** Made where the server's own user can come, and copied from there to the cache. */
const initialise = async (place: string): Promise<void> => {
  const folder = temporaryFolder('initdb');
  await giveToServer(folder);
  const made = join(folder, 'data');
  // A non-default order of texts, as real databases may have.
  const args = [
    '--no-sync',
    '-U',
    'postgres',
    '-E',
    'UTF8',
    '--auth=trust',
    '--locale=C',
    '--locale-provider=icu',
    '--icu-locale=en-US',
  ];
  const [command = '', ...rest] = [...asServer(), postgresProgram('initdb'), '-D', made, ...args];
  await runProgram(command, rest, { cwd: folder });
  const rules = 'local all all trust\nhost all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n';
  writeFileSync(join(made, 'pg_hba.conf'), rules);
  await runProgram('cp', ['-a', made, place]);
  removeTemporaryFolder(folder);
};
