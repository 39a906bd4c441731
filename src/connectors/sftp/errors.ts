import type { ErrorCode, ErrorDetails } from '../../contracts/errors.js';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';

interface Meaning {
  readonly code: ErrorCode;
  readonly state: string;
}

/** SFTP status codes, version 3; others are SFTP_FAILED with the server's words. */
const BY_STATUS: Readonly<Record<number, Meaning>> = {
  2: { code: 'SFTP_PATH_NOT_FOUND', state: 'the server has no such file or folder' },
  3: { code: 'SFTP_PERMISSION_DENIED', state: 'the server does not allow it' },
  6: { code: 'SFTP_CONNECTION_LOST', state: 'the connection is gone' },
  7: { code: 'SFTP_CONNECTION_LOST', state: 'the connection was lost' },
};

/** Errors of the socket. */
const BY_NAME: Readonly<Record<string, Meaning>> = {
  ECONNREFUSED: { code: 'SFTP_UNREACHABLE', state: 'nothing listens there (ECONNREFUSED)' },
  ENOTFOUND: { code: 'SFTP_UNREACHABLE', state: 'the host name is unknown (ENOTFOUND)' },
  EAI_AGAIN: { code: 'SFTP_UNREACHABLE', state: 'the host name cannot be looked up now (EAI_AGAIN)' },
  EHOSTUNREACH: { code: 'SFTP_UNREACHABLE', state: 'there is no route to the host (EHOSTUNREACH)' },
  ENETUNREACH: { code: 'SFTP_UNREACHABLE', state: 'there is no route to the network (ENETUNREACH)' },
  EADDRNOTAVAIL: { code: 'SFTP_UNREACHABLE', state: 'the address cannot be used (EADDRNOTAVAIL)' },
  ETIMEDOUT: { code: 'SFTP_UNREACHABLE', state: 'the host does not answer (ETIMEDOUT)' },
  ECONNRESET: { code: 'SFTP_CONNECTION_LOST', state: 'the connection was reset (ECONNRESET)' },
  EPIPE: { code: 'SFTP_CONNECTION_LOST', state: 'the connection was closed (EPIPE)' },
};

/** Errors that the SSH library reports only as text. */
const BY_MESSAGE: readonly (readonly [RegExp, Meaning])[] = [
  [
    /unable to start subsystem|while establishing SFTP session/i,
    { code: 'SFTP_PROTOCOL_UNSUPPORTED', state: 'the server has no SFTP' },
  ],
  [
    /packet length \d+ exceeds|bad packet length/i,
    { code: 'SFTP_FAILED', state: 'the server sends something other than SFTP; does a login script print text?' },
  ],
  [/waiting for handshake/i, { code: 'SFTP_UNREACHABLE', state: 'the server did not answer in time' }],
  [
    /before handshake/i,
    { code: 'SFTP_UNREACHABLE', state: 'the server closed the connection before it said anything' },
  ],
  [/keepalive timeout/i, { code: 'SFTP_CONNECTION_LOST', state: 'the server no longer answers' }],
  [
    /no response from server|not connected|socket closed/i,
    { code: 'SFTP_CONNECTION_LOST', state: 'the connection was lost' },
  ],
  [/authentication methods failed/i, { code: 'SFTP_AUTH_FAILED', state: 'the server refused the login' }],
  [/no matching/i, { code: 'SFTP_FAILED', state: 'client and server have no common algorithm' }],
];

interface LibraryError {
  readonly message: string;
  readonly code?: number | string;
  readonly level?: string;
  readonly errors?: readonly unknown[];
}

/** Turns an error of the SSH library or the socket into ours; `action` begins the message: `Cannot list "/data"`. */
export const translateSftpError = (action: string, error: unknown, details: ErrorDetails = {}): StevedoreError => {
  if (isStevedoreError(error)) return error;
  const { code, state } = meaningOf(error ?? {});
  return new StevedoreError(code, `${action}: ${state}`, { details });
};

const meaningOf = ({ code, message = 'unknown error', level, errors }: Partial<LibraryError>): Meaning => {
  const byStatus = typeof code === 'number' && level === undefined ? BY_STATUS[code] : undefined;
  const byName = typeof code === 'string' ? BY_NAME[code] : undefined;
  const byMessage = BY_MESSAGE.find(([pattern]) => pattern.test(message))?.[1];
  const known = byStatus ?? byName ?? byMessage;
  if (known !== undefined) return known;
  // A host with several addresses fails with one error per address.
  const [first] = errors ?? [];
  if (first !== undefined) return meaningOf(first as Partial<LibraryError>);
  if (level === 'client-authentication') return { code: 'SFTP_AUTH_FAILED', state: oneLine(message) };
  return { code: 'SFTP_FAILED', state: `the server or the connection failed ("${oneLine(message)}")` };
};

/** Shows a server's words as one short line, whatever they hold. */
export const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}"\s]+/gu, ' ')
    .trim()
    .slice(0, 200);
