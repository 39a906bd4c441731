import { randomUUID } from 'node:crypto';
import { StevedoreError } from '../../contracts/errors.js';
import type { ErrorCode } from '../../contracts/errors.js';
import type { SftpSettings } from '../../contracts/connections/sftp.js';
import type { ArchiveSource, ReadOptions, RemoteFile } from '../archive-source.js';
import { connectSsh } from '../sftp/connect-ssh.js';
import { isPlainName } from '../sftp/plain-name.js';
import { EXIT, listScript, readScript } from './shell-scripts.js';
import type { ShellEnd, ShellSession } from './shell-session.js';
import { openShellSession } from './shell-session.js';

/**
 * Opens a directory on a server without SFTP through its shell, like `scp`: lists by `stat`, reads by `cat` and `tail
 * -c`. Tries the shell at once. Throws `SFTP_…` codes, SFTP_PROTOCOL_UNSUPPORTED if the server runs no commands,
 * CONFIG_INVALID, or the signal's reason.
 */
export const openScpSource = async (
  settings: SftpSettings,
  options: { readonly signal?: AbortSignal } = {},
): Promise<ArchiveSource> => {
  const session = openShellSession(await connectSsh(settings, options), settings, options.signal);
  const server = { session, host: settings.host, directory: settings.remotePath };
  return {
    protocol: 'scp',
    list: () => listFiles(server),
    stat: async (filename) => {
      assertPlain(filename);
      return (await listFiles(server, filename)).find((file) => file.filename === filename);
    },
    read: (filename, range) => readFile(server, filename, range),
    close: () => session.close(),
  };
};

interface Server {
  readonly session: ShellSession;
  readonly host: string;
  readonly directory: string;
}

const listFiles = async ({ session, host, directory }: Server, filename?: string): Promise<RemoteFile[]> => {
  const action = `Cannot list "${directory}"`;
  const marker = newMarker();
  const told: Buffer[] = [];
  const answer = answerOf(session.run(action, listScript(marker, directory, filename)), marker);
  let next = await answer.next();
  for (; next.done !== true; next = await answer.next()) told.push(next.value);
  const { end, begun } = next.value;
  assertRan(action, { end, begun, host });
  const records = Buffer.concat(told).toString('utf8').split('\0');
  if (records.pop() !== `${marker}\n`) throw failed('SFTP_CONNECTION_LOST', action, 'the list ends early');
  return records.flatMap((record): RemoteFile[] => {
    const [, size = '', seconds = '', name = ''] = /^(\d+) (\d+) ([^]*)$/.exec(record) ?? [];
    // A name that is not UTF-8 could not be requested.
    return isPlainName(name) && !name.includes('\ufffd')
      ? [{ filename: name, size: Number(size), modTime: new Date(Number(seconds) * 1_000).toISOString() }]
      : [];
  });
};

async function* readFile(
  { session, host, directory }: Server,
  filename: string,
  { start = 0, end, signal }: ReadOptions,
): AsyncGenerator<Buffer> {
  assertPlain(filename);
  if (start >= end) return;
  const action = `Cannot read "${filename}"`;
  const marker = newMarker();
  const answer = answerOf(session.run(action, readScript(marker, directory, filename, start)), marker);
  let position = start;
  try {
    for (;;) {
      signal?.throwIfAborted();
      const next = await answer.next();
      if (next.done === true) {
        assertRan(action, { ...next.value, host });
        throw failed('ARCHIVE_CHANGED', action, `it ends at byte ${position}, before the size that was listed`);
      }
      const piece = next.value.subarray(0, end - position);
      position += piece.length;
      yield piece;
      if (position === end) return;
    }
  } finally {
    await answer.return({ begun: true, end: { code: undefined, words: '' } });
  }
}

interface Answered {
  /** Whether the script ran at all. */
  readonly begun: boolean;
  readonly end: ShellEnd;
}

/** What a script prints after its marker. */
async function* answerOf(
  output: AsyncGenerator<Buffer, ShellEnd, undefined>,
  marker: string,
): AsyncGenerator<Buffer, Answered, undefined> {
  let before: Buffer | undefined = Buffer.alloc(0);
  try {
    for (;;) {
      const next = await output.next();
      if (next.done === true) return { begun: before === undefined, end: next.value };
      if (before === undefined) {
        yield next.value;
        continue;
      }
      before = Buffer.concat([before, next.value]);
      const at = before.indexOf(`${marker}\n`);
      if (at < 0 && before.length > MOST_BEFORE) return { begun: false, end: { code: undefined, words: '' } };
      if (at < 0) continue;
      const rest = before.subarray(at + marker.length + 1);
      before = undefined;
      if (rest.length > 0) yield rest;
    }
  } finally {
    await output.return({ code: undefined, words: '' });
  }
}

/** Limit for the output of login scripts. */
const MOST_BEFORE = 1024 * 1024;

const newMarker = (): string => `stevedore-${randomUUID()}`;

const assertRan = (
  action: string,
  { begun, end: { code, words }, host }: Answered & { readonly host: string },
): void => {
  if (begun && code === 0) return;
  if (!begun) {
    const said = words === '' ? '' : ` ("${words}")`;
    throw failed(
      'SFTP_PROTOCOL_UNSUPPORTED',
      action,
      `"${host}" runs no shell commands${said}, and so it cannot be listed without SFTP`,
    );
  }
  const [errorCode, state] =
    code === undefined
      ? LOST
      : (MEANINGS[code] ?? [
          'SFTP_FAILED',
          `the command ended with exit code ${code}${words === '' ? '' : ` ("${words}")`}`,
        ]);
  throw failed(errorCode, action, state);
};

const LOST: readonly [ErrorCode, string] = ['SFTP_CONNECTION_LOST', 'the command was interrupted'];
const MEANINGS: Readonly<Record<number, readonly [ErrorCode, string]>> = {
  [EXIT.noFolder]: ['SFTP_PATH_NOT_FOUND', 'the server has no such folder'],
  [EXIT.noFile]: ['SFTP_PATH_NOT_FOUND', 'the server has no such file'],
  [EXIT.notAllowed]: ['SFTP_PERMISSION_DENIED', 'the server does not allow it'],
  [EXIT.noStat]: [
    'SFTP_PROTOCOL_UNSUPPORTED',
    'the server has neither SFTP nor the command stat, so sizes and times are unknown',
  ],
};

const failed = (code: ErrorCode, action: string, state: string): StevedoreError =>
  new StevedoreError(code, `${action}: ${state}`);

const assertPlain = (filename: string): void => {
  if (!isPlainName(filename))
    throw failed('SFTP_PATH_NOT_FOUND', `Cannot look at "${filename}"`, "it is not a file's name");
};
