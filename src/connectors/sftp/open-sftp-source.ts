import type { FileEntryWithStats, Stats } from 'ssh2';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import type { SftpSettings } from '../../contracts/settings.js';
import type { ArchiveSource, ReadOptions, RemoteFile } from '../archive-source.js';
import { connectSsh } from './connect-ssh.js';
import { readPipelined } from './read-pipelined.js';
import type { SftpSession } from './sftp-session.js';
import { openSftpSession } from './sftp-session.js';
import { untilAborted } from './until-aborted.js';

/**
 * Opens a directory of an SFTP server. The host key is checked before anything of the user is sent, every request has a
 * time-out, and a signal ends the connection at once. Throws `SFTP_…` codes, CONFIG_INVALID, or the signal's reason.
 */
export const openSftpSource = async (
  settings: SftpSettings,
  options: { readonly signal?: AbortSignal } = {},
): Promise<ArchiveSource> => {
  const connection = await connectSsh(settings, options);
  const session = await openSftpSession(connection, settings, options.signal).catch((error: unknown) => {
    connection.socket.destroy();
    throw error;
  });
  const directory = settings.remotePath;
  return {
    list: () => listFiles(session, directory),
    stat: (filename) => statFile(session, directory, filename),
    read: (filename, range) => readFile(session, directory, filename, range),
    close: session.close,
  };
};

const listFiles = async (session: SftpSession, directory: string): Promise<RemoteFile[]> => {
  const entries = await session.request<FileEntryWithStats[]>(`Cannot list "${directory}"`, (sftp, done) => {
    sftp.readdir(directory, done);
  });
  const files: RemoteFile[] = [];
  for (const { filename, attrs } of entries) {
    if (!isPlainName(filename)) continue;
    const file = attrs.isSymbolicLink() ? await followLink(session, directory, filename) : remoteFile(filename, attrs);
    if (file !== undefined) files.push(file);
  }
  return files;
};

/** What a link points to decides. One that leads nowhere, in a circle, or where we may not look is no file. */
const followLink = async (
  session: SftpSession,
  directory: string,
  filename: string,
): Promise<RemoteFile | undefined> => {
  try {
    return await statFile(session, directory, filename);
  } catch (error) {
    if (isStevedoreError(error) && ['SFTP_PERMISSION_DENIED', 'SFTP_FAILED'].includes(error.code)) return undefined;
    throw error;
  }
};

const statFile = async (session: SftpSession, directory: string, filename: string): Promise<RemoteFile | undefined> => {
  const path = pathOf(directory, filename);
  try {
    const attrs = await session.request<Stats>(`Cannot look at "${path}"`, (sftp, done) => sftp.stat(path, done));
    return remoteFile(filename, attrs);
  } catch (error) {
    if (isStevedoreError(error) && error.code === 'SFTP_PATH_NOT_FOUND') return undefined;
    throw error;
  }
};

async function* readFile(
  session: SftpSession,
  directory: string,
  filename: string,
  range: ReadOptions,
): AsyncGenerator<Buffer, void, undefined> {
  const path = pathOf(directory, filename);
  const opening = session.request<Buffer>(`Cannot open "${path}"`, (sftp, done) => sftp.open(path, 'r', done));
  const handle = await untilAborted(opening, range.signal);
  try {
    yield* readPipelined(session, { handle, filename }, range);
  } finally {
    // Not waited for: the connection may hang or be gone, and the handle ends with it.
    session
      .request<undefined>(`Cannot close "${path}"`, (sftp, done) => {
        sftp.close(handle, (error) => done(error, undefined));
      })
      .catch(() => undefined);
  }
}

const remoteFile = (filename: string, attrs: Stats): RemoteFile | undefined =>
  attrs.isFile()
    ? { filename, size: attrs.size, modTime: new Date(attrs.mtime * 1_000).toISOString() }
    : undefined;

const isPlainName = (filename: string): boolean => !/[/\0]/.test(filename) && !['', '.', '..'].includes(filename);

/** Names come from a server or a caller; none leaves the directory. */
const pathOf = (directory: string, filename: string): string => {
  if (isPlainName(filename)) return `${directory.replace(/\/+$/, '')}/${filename}`;
  throw new StevedoreError('SFTP_PATH_NOT_FOUND', `Cannot look at "${filename}": it is not a file's name`);
};
