/**
 * Commands in a server's shell, one per channel, over one connection.
 *
 * 1. A script is passed to `/bin/sh` on its input; the command line is always the same constant.
 * 2. Output is passed on as it arrives: only the channel's window waits in memory.
 * 3. Every wait ends: with bytes, the command's end, the connection, the signal, or the time-out.
 */
import type { ClientChannel } from 'ssh2';
import { StevedoreError } from '../../contracts/errors.js';
import type { SftpSettings } from '../../contracts/connections/sftp.js';
import type { SshConnection } from '../sftp/connect-ssh.js';
import { oneLine, translateSftpError } from '../sftp/errors.js';
import { watchSilence } from '../sftp/watch-silence.js';

export interface ShellEnd {
  /** Undefined if a signal ended it, or the server did not say. */
  readonly code: number | undefined;
  /** Its error output, as one short line. */
  readonly words: string;
}

export interface ShellSession {
  /** Runs a script; yields its output and returns how it ended. `action` begins the message of an error. */
  run(action: string, script: string): AsyncGenerator<Buffer, ShellEnd, undefined>;
  close(): Promise<void>;
}

/**
 * `run` throws SFTP_PROTOCOL_UNSUPPORTED (no commands allowed), SFTP_CONNECTION_LOST, SFTP_TIMEOUT, or the signal's
 * reason.
 */
export const openShellSession = (
  { client, socket }: SshConnection,
  settings: SftpSettings,
  signal?: AbortSignal,
): ShellSession => {
  const { host, port, timeoutMs } = settings;
  const waiting = new Set<(error: Error) => void>();
  let ended: Error | undefined;
  const end = (reason: Error): void => {
    ended ??= reason;
    watch.stop();
    signal?.removeEventListener('abort', onAbort);
    for (const reject of waiting) reject(ended);
    waiting.clear();
    socket.destroy();
  };
  const server = `"${host}:${port}"`;
  const onAbort = (): void => end(signal?.reason as Error);
  const lose = (error: unknown): void => end(translateSftpError(`Cannot go on with ${server}`, error, { host, port }));
  const watch = watchSilence(socket, {
    timeoutMs,
    isWaiting: () => waiting.size > 0,
    onSilence: (kind) => {
      if (kind === 'dead') lose(new Error('Keepalive timeout'));
      else
        end(
          new StevedoreError(
            'SFTP_TIMEOUT',
            `Cannot go on: ${server} sent nothing for ${timeoutMs / 1_000} s (scp.timeout)`,
            { details: { host, port } },
          ),
        );
    },
  });
  signal?.addEventListener('abort', onAbort, { once: true });
  client.on('error', lose);
  client.once('close', () => lose(new Error('Socket closed')));
  if (signal?.aborted === true) onAbort();

  const wait = <T>(start: (resolve: (value: T) => void, reject: (error: Error) => void) => void): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      if (ended !== undefined) return reject(ended);
      if (waiting.size === 0) watch.progress();
      waiting.add(reject);
      const settle =
        <V>(done: (value: V) => void) =>
        (value: V) => {
          waiting.delete(reject);
          watch.progress();
          done(value);
        };
      start(settle(resolve), settle(reject));
    });

  const openChannel = (): Promise<ClientChannel> =>
    wait((resolve, reject) => {
      client.exec(SHELL, (error, channel) => {
        if (error == null) return resolve(channel);
        const state = 'the server allows no commands';
        reject(
          new StevedoreError(
            'SFTP_PROTOCOL_UNSUPPORTED',
            `Cannot use the shell of ${server}: ${state} ("${oneLine(error.message)}")`,
            { details: { host, port } },
          ),
        );
      });
    });

  async function* run(action: string, script: string): AsyncGenerator<Buffer, ShellEnd, undefined> {
    const channel = await openChannel();
    let words = '';
    let code: number | undefined;
    channel.on('error', () => undefined);
    channel.on('exit', (status: number | null) => (code = status ?? undefined));
    channel.stderr.on('data', (bytes: Buffer) => (words = words.length > 500 ? words : words + bytes.toString()));
    const closed = new Promise<void>((resolve) => channel.once('close', resolve));
    channel.end(script);
    const pieces = channel[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    try {
      for (;;) {
        const next = await wait<IteratorResult<Buffer>>(
          (resolve, reject) => void pieces.next().then(resolve, reject),
        ).catch((error: unknown) => {
          throw ended ?? translateSftpError(action, error, { host, port });
        });
        if (next.done === true) break;
        yield next.value;
      }
      // If the connection is lost, the channel ends as after its last byte; the command's exit status comes before the
      // channel closes.
      await wait<void>((resolve) => void closed.then(resolve));
      return { code, words: oneLine(words) };
    } finally {
      channel.destroy();
    }
  }

  return {
    run,
    close: () =>
      new Promise<void>((resolve) => {
        ended ??= translateSftpError(`Cannot go on with ${server}`, new Error('Not connected'), { host, port });
        watch.stop();
        signal?.removeEventListener('abort', onAbort);
        if (socket.destroyed) return resolve();
        const impatient = setTimeout(() => socket.destroy(), GOODBYE_MS);
        socket.once('close', () => {
          clearTimeout(impatient);
          resolve();
        });
        client.end();
      }),
  };
};

const SHELL = '/bin/sh -s';
const GOODBYE_MS = 1_000;
