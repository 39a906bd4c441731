import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync } from 'node:fs';
import { tmpdir as systemTmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram, startProcess } from './child-process.js';
import type { RunningProcess } from './child-process.js';
import { freePort } from './free-port.js';
import type { MariadbOptions, MariadbServer } from './mariadb-server.js';
import { removeTemporaryFolder, temporaryFolder } from './temporary-folder.js';

/** A program of the private MySQL that `scripts/setup mysql` fetches. */
export const mysqlProgram = (name: 'mysqld' | 'mysql' | 'mysqldump'): string => {
  const path = fileURLToPath(new URL(`../../.tools/mysql/bin/${name}`, import.meta.url));
  if (!existsSync(path)) throw new Error('MySQL for the tests is missing: run scripts/setup mysql');
  return path;
};

/** Starts a private MySQL, the same as `startMariadb` does it; with a binary log, as MySQL has it by default. */
export async function startMysql(options: MariadbOptions = {}): Promise<MariadbServer> {
  const template = await dataTemplate();
  const folder = temporaryFolder('mysql');
  const dataDir = join(folder, 'data');
  const socket = join(folder, 'server.sock');
  const generalLogFile = join(folder, 'general.log');
  const errorLogFile = join(folder, 'error.log');
  const tmpdir = join(folder, 'tmp');
  mkdirSync(tmpdir, { mode: 0o700 });
  await runProgram('cp', ['-a', '--sparse=always', template, dataDir]);
  const port = await freePort();

  const start = (): Promise<RunningProcess> =>
    startProcess({
      command: mysqlProgram('mysqld'),
      args: [
        '--no-defaults',
        ...asRoot(),
        `--datadir=${dataDir}`,
        `--tmpdir=${tmpdir}`,
        `--socket=${socket}`,
        `--port=${port}`,
        `--pid-file=${join(folder, 'server.pid')}`,
        '--bind-address=127.0.0.1',
        '--mysqlx=OFF',
        '--skip-name-resolve',
        '--innodb-buffer-pool-size=128M',
        '--innodb-flush-log-at-trx-commit=2',
        '--sync-binlog=0',
        '--innodb-doublewrite=OFF',
        '--key-buffer-size=32M',
        '--character-set-server=utf8mb4',
        '--local-infile=ON',
        // Without it nobody but SUPER may create a trigger or a function where there is a binary log.
        '--log-bin-trust-function-creators=ON',
        `--general-log=${options.generalLog === true ? 'ON' : 'OFF'}`,
        `--general-log-file=${generalLogFile}`,
        ...(options.args ?? []),
      ],
      logFile: errorLogFile,
      ready: async () => existsSync(socket) && (await runClient(['--connect-timeout=2', '-e', 'DO 1'], socket)) === '',
      readyTimeoutMs: 60_000,
    });

  let server = await start();
  return {
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
    query: async (sql, { database, raw = false } = {}) => {
      const args = ['--batch', '--skip-column-names', ...(raw ? ['--raw'] : [])];
      const output = await runClient([...args, ...(database === undefined ? [] : [database])], socket, sql);
      return output.replace(/\n$/, '');
    },
    load: async (file, database) => {
      // A dump says which transactions it holds; two dumps of one server say the same, which a second load is refused for.
      await runClient([], socket, 'RESET BINARY LOGS AND GTIDS');
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

/** Runs the `mysql` client as root; `input` is text or an open file. */
function runClient(args: readonly string[], socket: string, input: string | number = ''): Promise<string> {
  const fixed = ['--no-defaults', '--user=root', `--socket=${socket}`];
  return new Promise((resolve, reject) => {
    const client = spawn(
      mysqlProgram('mysql'),
      [...fixed, '--default-character-set=utf8mb4', '--max-allowed-packet=1G', ...args],
      { stdio: [typeof input === 'number' ? input : 'pipe', 'pipe', 'pipe'] },
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
      else reject(new Error(`mysql exited with ${code}: ${Buffer.concat(err).toString('utf8').trim()}`));
    });
  });
}

const asRoot = (): string[] => (process.getuid?.() === 0 ? ['--user=root'] : []);

/** An initialised data folder, made once per machine, user and server version; made elsewhere and moved into place. */
async function dataTemplate(): Promise<string> {
  const version = await runProgram(mysqlProgram('mysqld'), ['--no-defaults', '--version']);
  const number = /Ver (\S+)/.exec(version)?.[1] ?? 'unknown';
  const cache = join(systemTmpdir(), `stevedore-cache-${process.getuid?.() ?? 0}`);
  const template = join(cache, `mysql-${number}`);
  if (existsSync(template)) return template;
  mkdirSync(cache, { recursive: true, mode: 0o700 });
  const made = join(temporaryFolder('template'), 'data');
  await runProgram(mysqlProgram('mysqld'), ['--no-defaults', ...asRoot(), '--initialize-insecure', `--datadir=${made}`]);
  try {
    renameSync(made, template);
  } catch (error) {
    // Another process was quicker: its template is as good.
    if (!existsSync(template)) throw error;
  }
  return template;
}
