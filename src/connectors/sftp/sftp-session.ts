import type { SFTPWrapper } from 'ssh2';
import { StevedoreError } from '../../contracts/errors.js';
import type { SftpSettings } from '../../contracts/connections/sftp.js';
import type { SshConnection } from './connect-ssh.js';
import { translateSftpError } from './errors.js';
import { watchSilence } from './watch-silence.js';

type Callback<T> = (error: Error | null | undefined, result: T) => void;

/** One SFTP channel, whose requests always end: with an answer, the connection, the signal, or the time-out. */
export interface SftpSession {
  /** `action` begins the error's message: `Cannot list "/data"`. */
  readonly request: <T>(action: string, send: (sftp: SFTPWrapper, done: Callback<T>) => void) => Promise<T>;
  readonly isOpenSsh: boolean;
  readonly isOpen: () => boolean;
  readonly close: () => Promise<void>;
}

/**
 * Opens the channel and watches for silence, because the library has no time-out for a request. A session that ended
 * stays ended.
 */
export const openSftpSession = async (
  { client, socket, isOpenSsh }: SshConnection,
  settings: SftpSettings,
  signal?: AbortSignal,
): Promise<SftpSession> => {
  const { host, port, timeoutMs } = settings;
  const waiting = new Set<{ readonly action: string; readonly reject: (error: Error) => void }>();
  let ended: ((action: string) => Error) | undefined;

  const end = (reason: (action: string) => Error): void => {
    ended ??= reason;
    watch.stop();
    signal?.removeEventListener('abort', onAbort);
    for (const { action, reject } of waiting) reject(ended(action));
    waiting.clear();
  };
  const breakOff = (reason: (action: string) => Error): void => {
    end(reason);
    socket.destroy();
  };
  const translate = (action: string, error: unknown) => translateSftpError(action, error, { host, port });
  const lose = (error: unknown): void => breakOff((action) => translate(action, error));
  const onAbort = (): void => breakOff(() => signal?.reason as Error);
  const watch = watchSilence(socket, {
    timeoutMs,
    isWaiting: () => waiting.size > 0,
    onSilence: (kind) => (kind === 'dead' ? lose(new Error('Keepalive timeout')) : breakOff(stalled(settings))),
  });
  signal?.addEventListener('abort', onAbort, { once: true });
  client.on('error', lose);
  client.once('close', () => lose(new Error('Socket closed')));

  const wait = <T>(action: string, send: (done: Callback<T>) => void): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      if (ended !== undefined) {
        reject(ended(action));
        return;
      }
      const entry = { action, reject };
      if (waiting.size === 0) watch.progress();
      waiting.add(entry);
      const settle: Callback<T> = (error, result) => {
        if (!waiting.delete(entry)) return;
        watch.progress();
        if (error == null) resolve(result);
        else reject(translate(action, error));
      };
      try {
        send(settle);
      } catch (error) {
        waiting.delete(entry);
        reject(translate(action, error));
      }
    });

  if (signal?.aborted === true) onAbort();
  const sftp = await wait<SFTPWrapper>(`Cannot open SFTP at "${host}:${port}"`, (done) => client.sftp(done));
  // A channel may end alone, and an error without a listener would be thrown.
  sftp.on('error', lose);
  sftp.once('close', () => lose(new Error('Socket closed')));
  return {
    isOpenSsh,
    isOpen: () => ended === undefined && !socket.destroyed,
    request: (action, send) => wait(action, (done) => send(sftp, done)),
    close: () =>
      new Promise<void>((resolve) => {
        end((action) => translate(action, new Error('Not connected')));
        if (socket.destroyed) {
          resolve();
          return;
        }
        // Does not wait for a server that does not close its side.
        const impatient = setTimeout(() => socket.destroy(), GOODBYE_MS);
        socket.once('close', () => {
          clearTimeout(impatient);
          resolve();
        });
        client.end();
      }),
  };
};

const GOODBYE_MS = 1_000;

const stalled =
  ({ host, port, timeoutMs }: SftpSettings) =>
  (action: string): StevedoreError =>
    new StevedoreError(
      'SFTP_TIMEOUT',
      `${action}: "${host}:${port}" sent nothing for ${timeoutMs / 1_000} s (scp.timeout)`,
      { details: { host, port } },
    );
