import type { SFTPWrapper } from 'ssh2';
import type { SshConnection } from './connect-ssh.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { SftpSettings } from '../../contracts/settings.js';
import { translateSftpError } from './errors.js';

type Callback<T> = (error: Error | null | undefined, result: T) => void;

/** One SFTP channel, whose requests always end: with an answer, with the connection, with the signal, or with the time-out. */
export interface SftpSession {
  /** `action` begins the error's message: `Cannot list "/data"`. */
  readonly request: <T>(action: string, send: (sftp: SFTPWrapper, done: Callback<T>) => void) => Promise<T>;
  readonly isOpenSsh: boolean;
  readonly close: () => Promise<void>;
}

/** Opens the channel. The library has no time-out for a request, so each has one here; an answer to any restarts the clock of all. */
export const openSftpSession = async (
  { client, socket, isOpenSsh }: SshConnection,
  settings: SftpSettings,
  signal?: AbortSignal,
): Promise<SftpSession> => {
  const { host, port, timeoutMs } = settings;
  const waiting = new Set<{ readonly action: string; readonly reject: (error: unknown) => void }>();
  let ended: ((action: string) => unknown) | undefined;
  let timer: NodeJS.Timeout | undefined;

  const end = (reason: (action: string) => unknown): void => {
    ended ??= reason;
    for (const { action, reject } of waiting) reject(ended(action));
    waiting.clear();
    clearTimeout(timer);
  };
  const lost = (error: unknown) => (action: string) => translateSftpError(action, error, { host, port });
  const silent = (action: string) =>
    new StevedoreError('SFTP_TIMEOUT', `${action}: "${host}:${port}" sent nothing for ${timeoutMs / 1000} s (scp.timeout)`, {
      details: { host, port },
    });
  const restartClock = (): void => {
    clearTimeout(timer);
    if (waiting.size === 0) return;
    timer = setTimeout(() => {
      end(silent);
      socket.destroy();
    }, timeoutMs);
  };
  const onAbort = (): void => {
    end(() => signal?.reason);
    socket.destroy();
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  client.on('error', (error) => end(lost(error)));
  client.once('close', () => end(lost(new Error('Socket closed'))));

  const wait = <T>(action: string, send: (done: Callback<T>) => void): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      if (ended !== undefined) {
        reject(asError(ended(action)));
        return;
      }
      const entry = { action, reject };
      waiting.add(entry);
      if (waiting.size === 1) restartClock();
      const settle = (how: () => void): void => {
        if (!waiting.delete(entry)) return;
        restartClock();
        how();
      };
      try {
        send((error, result) =>
          settle(() => (error == null ? resolve(result) : reject(translateSftpError(action, error, { host, port })))),
        );
      } catch (error) {
        settle(() => reject(translateSftpError(action, error, { host, port })));
      }
    });

  const sftp = await wait<SFTPWrapper>(`Cannot open SFTP at "${host}:${port}"`, (done) => {
    client.sftp((error, channel) => done(error, channel));
  });
  return {
    isOpenSsh,
    request: (action, send) => wait(action, (done) => send(sftp, done)),
    close: () =>
      new Promise<void>((resolve) => {
        signal?.removeEventListener('abort', onAbort);
        if (socket.destroyed) {
          resolve();
          return;
        }
        // A server that does not say goodbye is not waited for.
        const impatient = setTimeout(() => socket.destroy(), 1_000);
        socket.once('close', () => {
          clearTimeout(impatient);
          resolve();
        });
        end(lost(new Error('Socket closed')));
        client.end();
      }),
  };
};

const asError = (value: unknown): Error => (value instanceof Error ? value : new Error(String(value)));
