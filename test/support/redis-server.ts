import { connect } from 'node:net';
import { join } from 'node:path';
import { startProcess } from './child-process.js';
import { findProgram } from './find-program.js';
import { freePort } from './free-port.js';
import { removeTemporaryFolder, temporaryFolder } from './temporary-folder.js';

export interface RedisServer {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** `redis://…/0`, with the password where there is one. */
  readonly url: string;
  readonly pid: number;
  /** One command, its answer as Redis writes it on the wire: `+OK\r\n`, `:3\r\n`. */
  readonly command: (...words: readonly string[]) => Promise<string>;
  readonly kill9: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts a private Redis without persistence. */
export async function startRedis(options: { password?: string; args?: readonly string[] } = {}): Promise<RedisServer> {
  const folder = temporaryFolder('redis');
  const port = await freePort();
  const password = options.password;
  const command = (...words: readonly string[]) => ask(port, password, words);
  const server = await startProcess({
    command: findProgram('redis-server', 'valkey-server'),
    args: [
      ...['--bind', '127.0.0.1', '--port', `${port}`, '--dir', folder, '--save', '', '--appendonly', 'no'],
      ...(password === undefined ? [] : ['--requirepass', password]),
      ...(options.args ?? []),
    ],
    logFile: join(folder, 'redis.log'),
    ready: async () => (await command('PING')).startsWith('+PONG'),
  });
  return {
    host: '127.0.0.1',
    port,
    url: `redis://${password === undefined ? '' : `:${encodeURIComponent(password)}@`}127.0.0.1:${port}/0`,
    pid: server.pid,
    command,
    kill9: () => server.kill9(),
    stop: async () => {
      await server.stop();
      removeTemporaryFolder(folder);
    },
  };
}

/** Sends commands in RESP and returns the answer to the last one; small answers only. */
function ask(port: number, password: string | undefined, words: readonly string[]): Promise<string> {
  const encode = (parts: readonly string[]) =>
    `*${parts.length}\r\n${parts.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`).join('')}`;
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port });
    let answer = '';
    socket.once('error', reject);
    socket.setTimeout(5_000, () => socket.destroy(new Error('Redis did not answer in 5 s')));
    socket.on('data', (chunk) => (answer += chunk.toString('utf8')));
    socket.once('close', () => {
      resolve(
        password === undefined
          ? answer.replace(/\+OK\r\n$/, '')
          : answer.replace(/^\+OK\r\n/, '').replace(/\+OK\r\n$/, ''),
      );
    });
    socket.write((password === undefined ? '' : encode(['AUTH', password])) + encode(words) + encode(['QUIT']));
  });
}
