import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cachedFolder } from './cached-folder.js';
import { runProgram, startProcess } from './child-process.js';
import type { RunningProcess } from './child-process.js';
import { makeCertificate } from './certificate.js';
import { freePort } from './free-port.js';
import { asServer, postgresPrograms } from './postgres-programs.js';
import type { PostgresPrograms, PostgresVersion } from './postgres-programs.js';
import { removeTemporaryFolder, RUN_FOLDER, temporaryFolder } from './temporary-folder.js';

export interface PostgresOptions {
  /** @default 'machine' */
  readonly version?: PostgresVersion;
  /** Offers TLS with a certificate of its own; `required`: lets nobody but `postgres` in without. @default 'off' */
  readonly tls?: 'off' | 'offered' | 'required';
  /** Settings of the server, such as `timezone=Asia/Kolkata`, which win over the harness's own. */
  readonly settings?: readonly string[];
}

/**
 * A separate PostgreSQL in a temporary folder. `postgres` needs no password, every other account its own.
 */
export interface PostgresServer {
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly rootUser: 'postgres';
  readonly rootPassword: '';
  readonly database: 'postgres';
  /** Of TLS, as PEM; empty without TLS. */
  readonly certificate: string;
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
export async function startPostgres({
  version = 'machine',
  tls = 'off',
  settings = [],
}: PostgresOptions = {}): Promise<PostgresServer> {
  const folder = temporaryFolder('postgres');
  const dataDir = join(folder, 'data');
  const logFile = join(folder, 'postgres.log');
  const certificate = tls === 'off' ? undefined : await makeCertificate(folder);
  await giveToServer(folder);
  const programs = postgresPrograms(version);
  await runProgram('cp', ['-a', await dataTemplate(programs), dataDir]);
  if (tls === 'required') writeFileSync(join(dataDir, 'pg_hba.conf'), HBA.replace('host all all', 'hostssl all all'));
  const port = await freePort();
  const client = (sql: string, database: string) =>
    runProgram(programs.psql, [
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
    ...(certificate === undefined
      ? []
      : ['ssl=on', `ssl_cert_file=${certificate.certFile}`, `ssl_key_file=${certificate.keyFile}`]),
    ...settings,
  ];
  const start = (): Promise<RunningProcess> => {
    const [command = '', ...args] = [
      ...asServer(),
      programs.postgres,
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
  /** What the processes of a killed server still hold is free a moment later. */
  const startedAgain = async (): Promise<RunningProcess> => {
    for (const deadline = Date.now() + 20_000; ; await sleep(200)) {
      try {
        return await start();
      } catch (error) {
        if (Date.now() > deadline) throw error;
      }
    }
  };
  let server = await start();
  const stop = async () => {
    // SIGTERM would wait for every session to leave.
    server.signal('SIGINT');
    // The timer keeps a script alive that has nothing else to wait for; the server does not.
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([server.exited, new Promise((resolve) => (timer = setTimeout(resolve, 5_000)))]);
    clearTimeout(timer);
    await server.stop(1_000);
  };
  return {
    host: '127.0.0.1',
    port,
    rootUser: 'postgres',
    rootPassword: '',
    database: 'postgres',
    certificate: certificate?.text ?? '',
    get pid() {
      return server.pid;
    },
    logFile,
    query: async (sql, database = 'postgres') => (await client(sql, database)).replace(/\n$/, ''),
    kill9: () => server.kill9(),
    restart: async () => {
      await stop();
      server = await startedAgain();
    },
    stop: async () => {
      await stop();
      removeTemporaryFolder(folder);
    },
  };
}

const isRoot = process.getuid?.() === 0;
/** A folder of the test run, and the way to it, which is root's alone. */
const giveToServer = async (folder: string): Promise<void> => {
  if (!isRoot) return;
  const run = process.env[RUN_FOLDER];
  if (run !== undefined) chmodSync(run, 0o711);
  await runProgram('chown', ['-R', 'postgres:postgres', folder]);
};

const HBA = 'local all all trust\nhost all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n';

/** An initialised data folder, made once per machine, user and server version. */
const dataTemplate = async (programs: PostgresPrograms): Promise<string> => {
  const version = /\d+(\.\d+)*/.exec(await runProgram(programs.postgres, ['--version']))?.[0] ?? 'unknown';
  return cachedFolder(`postgres-${version}`, (place) => initialise(programs, place));
};

/** Made where the server's own user can come, and copied from there to the cache. */
const initialise = async ({ initdb }: PostgresPrograms, place: string): Promise<void> => {
  const folder = temporaryFolder('initdb');
  await giveToServer(folder);
  const made = join(folder, 'data');
  // A non-default order of texts, as real databases may have.
  const order = ['--locale=C', '--locale-provider=icu', '--icu-locale=en-US'];
  const args = ['--no-sync', '-U', 'postgres', '-E', 'UTF8', '--auth=trust', ...order];
  const [command = '', ...rest] = [...asServer(), initdb, '-D', made, ...args];
  await runProgram(command, rest, { cwd: folder });
  writeFileSync(join(made, 'pg_hba.conf'), HBA);
  await runProgram('cp', ['-a', made, place]);
  removeTemporaryFolder(folder);
};
