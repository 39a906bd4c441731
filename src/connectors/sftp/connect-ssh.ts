import type { Socket } from 'node:net';
import { connect } from 'node:net';
import type { ServerHostKeyAlgorithm } from 'ssh2';
import ssh2 from 'ssh2';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import type { SftpSettings } from '../../contracts/connections/sftp.js';
import { checkPrivateKey } from './check-private-key.js';
import { oneLine, translateSftpError } from './errors.js';
import type { SeenHostKey } from './host-key.js';
import { hasPinnedKey, HOST_KEY_ALGORITHMS, isTrusted, readSeenKey, refuseHostKey } from './host-key.js';
import { LoginAttempts } from './login-attempts.js';
import { pingInterval } from './watch-silence.js';

export interface SshConnection {
  readonly client: ssh2.Client;
  readonly socket: Socket;
  /** OpenSSH and Dropbear answer reads of 255 KiB; others may not. */
  readonly isOpenSsh: boolean;
}

export interface ConnectOptions {
  readonly signal?: AbortSignal;
}

/**
 * Connects and logs in. Checks the host key before sending anything about the user.
 * Throws SFTP_UNREACHABLE, SFTP_CONNECTION_LOST, SFTP_AUTH_FAILED, SFTP_HOST_KEY_UNKNOWN, SFTP_HOST_KEY_MISMATCH,
 * SFTP_FAILED, CONFIG_INVALID (unreadable private key), or the signal's reason.
 */
export const connectSsh = async (settings: SftpSettings, options: ConnectOptions = {}): Promise<SshConnection> => {
  checkPrivateKey(settings);
  const refused: SeenHostKey[] = [];
  // A server has several keys; the pinned one may be of a type that we did not ask for first.
  for (;;) {
    const types = Object.keys(HOST_KEY_ALGORITHMS).filter((type) => !refused.some((seen) => seen.type === type));
    const before = refused.length;
    try {
      return await connectOnce(settings, types, options, (seen) => refused.push(seen));
    } catch (error) {
      const another = refused.length > before;
      if (another && hasPinnedKey(settings) && types.length > 1) continue;
      if (another || (refused.length > 0 && isStevedoreError(error) && error.code === 'SFTP_FAILED')) {
        throw refuseHostKey(settings, refused);
      }
      throw error;
    }
  }
};

const connectOnce = (
  settings: SftpSettings,
  keyTypes: readonly string[],
  { signal }: ConnectOptions,
  onRefused: (seen: SeenHostKey) => void,
): Promise<SshConnection> => {
  signal?.throwIfAborted();
  const { host, port, username, password, privateKey, passphrase, timeoutMs } = settings;
  const action = `Cannot connect to "${host}:${port}" as "${username}"`;
  const socket = connect({ host, port });
  const client = new ssh2.Client();
  const login = new LoginAttempts(settings);
  let identification = '';
  let banner = '';
  return new Promise<SshConnection>((resolve, reject) => {
    const fail = (error: unknown): void => {
      signal?.removeEventListener('abort', onAbort);
      socket.destroy();
      const translated = translateSftpError(action, error, { host, port });
      reject(
        translated.code === 'SFTP_AUTH_FAILED' ? authFailed(settings, `${action}: ${login.reason()}`) : translated,
      );
    };
    const onAbort = (): void => {
      socket.destroy();
      reject(signal?.reason as Error);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    // Never removed: an error event without a listener would end the process.
    client.on('error', fail);
    client.once('close', () => fail(closedWith(banner, settings, action) ?? new Error('Socket closed')));
    client.on('banner', (text: string) => (banner = text));
    client.on('change password', () => {
      login.onChangePassword();
      fail(authFailed(settings, `${action}: ${login.reason()}`));
    });
    client.once('ready', () => {
      signal?.removeEventListener('abort', onAbort);
      resolve({ client, socket, isOpenSsh: /^SSH-2\.0-(OpenSSH|dropbear)/.test(identification) });
    });
    client.on('keyboard-interactive', (_name, _instructions, _language, prompts, finish) => {
      login.answer(prompts, finish);
    });
    client.connect({
      sock: socket,
      username,
      ...(password === undefined ? {} : { password }),
      ...(privateKey === undefined ? {} : { privateKey }),
      ...(passphrase === undefined ? {} : { passphrase }),
      tryKeyboard: password !== undefined,
      authHandler: login.next as never,
      algorithms: { serverHostKey: algorithmsOf(keyTypes) },
      hostVerifier: (blob: Buffer): boolean => {
        const seen = readSeenKey(blob);
        const trusted = isTrusted(settings, seen);
        if (!trusted) onRefused(seen);
        return trusted;
      },
      readyTimeout: Math.min(20_000, Math.max(1_000, timeoutMs)),
      keepaliveInterval: pingInterval(timeoutMs),
      // Never: on a slow line the answers queue behind the data. `watchSilence` detects a dead connection.
      keepaliveCountMax: Number.MAX_SAFE_INTEGER,
    });
    // The library leaves Nagle's algorithm on, which costs 40 ms per small request.
    client.setNoDelay(true);
    socket.once('data', (bytes: Buffer) => (identification = bytes.subarray(0, 64).toString('latin1')));
  });
};

const algorithmsOf = (types: readonly string[]): ServerHostKeyAlgorithm[] =>
  types.flatMap((type) => HOST_KEY_ALGORITHMS[type] ?? []);

const authFailed = ({ host, port, username }: SftpSettings, message: string): StevedoreError =>
  new StevedoreError('SFTP_AUTH_FAILED', message, { details: { host, port, username } });

/** Adds what a server said before it closed the connection. */
const closedWith = (banner: string, { host, port }: SftpSettings, action: string): StevedoreError | undefined =>
  banner === ''
    ? undefined
    : new StevedoreError(
        'SFTP_CONNECTION_LOST',
        `${action}: the server closed the connection before the login was done; it says "${oneLine(banner)}"`,
        { details: { host, port } },
      );
