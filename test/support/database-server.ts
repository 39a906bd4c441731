import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cachedFolder } from './cached-folder.js';
import { runProgram, startProcess } from './child-process.js';
import type { RunningProcess } from './child-process.js';
import { freePort } from './free-port.js';
import { removeTemporaryFolder, temporaryFolder } from './temporary-folder.js';

export interface ServerOptions {
  /** Further server options, which win over the harness's own. */
  readonly args?: readonly string[];
  /** Every statement that the server receives is written to `generalLogFile`. @default false */
  readonly generalLog?: boolean;
}

export interface QueryOptions {
  readonly database?: string;
  /** Line breaks, tabs and backslashes in values as they are, instead of escaped. @default false */
  readonly raw?: boolean;
  /** Whether the client sends the files that LOAD DATA LOCAL names; newer ones ask for it. @default false */
  readonly sendsFiles?: boolean;
}

/** A separate server in a temporary folder, without TLS; `root` has no password. */
export interface DatabaseServer {
  readonly flavor: 'mariadb' | 'mysql';
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly socket: string;
  readonly rootUser: 'root';
  readonly rootPassword: '';
  /** Changes with `restart()`. */
  readonly pid: number;
  readonly generalLogFile: string;
  readonly errorLogFile: string;
  readonly dataDir: string;
  /** Runs statements as root; rows as lines, columns by tabs, no header, no last line break. */
  readonly query: (sql: string, options?: QueryOptions) => Promise<string>;
  /** `mariadb DATABASE < file`, or `mysql`, as root. */
  readonly load: (file: string, database?: string) => Promise<void>;
  readonly generalLog: () => string;
  readonly kill9: () => Promise<void>;
  /** Stops it if it runs, and starts it on the same data, port and socket. */
  readonly restart: () => Promise<void>;
  /** Stops it and removes its data. */
  readonly stop: () => Promise<void>;
}

/** What differs between the two kinds of server. */
export interface ServerPrograms {
  readonly flavor: DatabaseServer['flavor'];
  readonly server: () => string;
  readonly client: () => string;
  /** Options of the server that every test wants. */
  readonly args: readonly string[];
  /** Run by root before a dump is loaded by the client. */
  readonly beforeLoad?: string;
  /** Fills an empty data folder; its temporary files go to `tmpdir`, which no other server shares. */
  readonly initialise: (dataDir: string, tmpdir: string) => Promise<unknown>;
}

/** Starts a private server in about two seconds, once the template of its data folder has been made. */
export async function startDatabaseServer(
  programs: ServerPrograms,
  options: ServerOptions = {},
): Promise<DatabaseServer> {
  const template = await dataTemplate(programs);
  const folder = temporaryFolder(programs.flavor);
  const runClient = clientOf(programs);
  const dataDir = join(folder, 'data');
  const socket = join(folder, 'server.sock');
  const generalLogFile = join(folder, 'general.log');
  const errorLogFile = join(folder, 'error.log');
  // A server that starts removes what looks like temporary tables, also those of another server in a shared folder.
  const tmpdir = join(folder, 'tmp');
  mkdirSync(tmpdir, { mode: 0o700 });
  await runProgram('cp', ['-a', '--sparse=always', template, dataDir]);
  const port = await freePort();

  const start = (): Promise<RunningProcess> =>
    startProcess({
      command: programs.server(),
      args: [
        '--no-defaults',
        ...asRoot(),
        `--datadir=${dataDir}`,
        `--tmpdir=${tmpdir}`,
        `--socket=${socket}`,
        `--port=${port}`,
        `--pid-file=${join(folder, 'server.pid')}`,
        '--bind-address=127.0.0.1',
        '--skip-name-resolve',
        '--innodb-buffer-pool-size=128M',
        '--innodb-flush-log-at-trx-commit=2',
        '--key-buffer-size=32M',
        '--character-set-server=utf8mb4',
        '--local-infile=ON',
        ...programs.args,
        `--general-log=${options.generalLog === true ? 'ON' : 'OFF'}`,
        `--general-log-file=${generalLogFile}`,
        ...(options.args ?? []),
      ],
      logFile: errorLogFile,
      ready: async () => existsSync(socket) && (await runClient(['--connect-timeout=2', '-e', 'DO 1'], socket)) === '',
    });

  let server = await start();
  return {
    flavor: programs.flavor,
    host: '127.0.0.1',
    port,
    socket,
    rootUser: 'root',
    rootPassword: '',
    get pid() {
      return server.pid;
    },
    generalLogFile,
    errorLogFile,
    dataDir,
    query: async (sql, { database, raw = false, sendsFiles = false } = {}) => {
      const options = [...(raw ? ['--raw'] : []), ...(sendsFiles ? ['--local-infile=1'] : [])];
      const args = ['--batch', '--skip-column-names', ...options];
      const output = await runClient([...args, ...(database === undefined ? [] : [database])], socket, sql);
      return output.replace(/\n$/, '');
    },
    load: async (file, database) => {
      if (programs.beforeLoad !== undefined) await runClient([], socket, programs.beforeLoad);
      const input = openSync(file, 'r');
      try {
        await runClient(['--binary-mode', ...(database === undefined ? [] : [database])], socket, input);
      } finally {
        closeSync(input);
      }
    },
    generalLog: () => (existsSync(generalLogFile) ? readFileSync(generalLogFile, 'latin1') : ''),
    kill9: () => server.kill9(),
    restart: async () => {
      await server.stop(30_000);
      server = await start();
    },
    stop: async () => {
      await server.stop(5_000);
      removeTemporaryFolder(folder);
    },
  };
}

/** Runs the server's own client as root; `input` is text or an open file. */
const clientOf =
  (programs: ServerPrograms) =>
  (args: readonly string[], socket: string, input: string | number = ''): Promise<string> => {
    const fixed = ['--no-defaults', '--user=root', `--socket=${socket}`];
    return new Promise((resolve, reject) => {
      const client = spawn(
        programs.client(),
        [...fixed, '--default-character-set=utf8mb4', '--comments', '--max-allowed-packet=1G', ...args],
        {
          stdio: [typeof input === 'number' ? input : 'pipe', 'pipe', 'pipe'],
        },
      );
      const out: Buffer[] = [];
      const err: Buffer[] = [];
      client.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
      client.stderr?.on('data', (chunk: Buffer) => err.push(chunk));
      // The client may end on an error before it has read everything.
      client.stdin?.on('error', () => undefined);
      if (typeof input === 'string') client.stdin?.end(input);
      client.once('error', reject);
      client.once('close', (code) => {
        if (code === 0) resolve(Buffer.concat(out).toString('utf8'));
        else reject(new Error(`The client exited with ${code}: ${Buffer.concat(err).toString('utf8').trim()}`));
      });
    });
  };

/** What a server needs that is started by root. */
export const asRoot = (): string[] => (process.getuid?.() === 0 ? ['--user=root'] : []);

/** An initialised data folder, made once per checkout and server version. */
async function dataTemplate({ flavor, server, initialise }: ServerPrograms): Promise<string> {
  const version = await runProgram(server(), ['--no-defaults', '--version']);
  const number = /Ver (\S+)/.exec(version)?.[1] ?? 'unknown';
  return cachedFolder(`${flavor}-${number}`, async (made) => {
    const tmpdir = `${made}.tmp`;
    mkdirSync(tmpdir, { mode: 0o700 });
    await initialise(made, tmpdir);
  });
}
