import type { FileEntryWithStats, Stats } from 'ssh2';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import type { SftpSettings } from '../../contracts/settings.js';
import type { ArchiveSource, ReadOptions, RemoteFile } from '../archive-source.js';
import { connectSsh } from './connect-ssh.js';
import { readPipelined } from './read-pipelined.js';
import type { SftpSession } from './sftp-session.js';
import { openSftpSession } from './sftp-session.js';

/**
 * Opens a directory of an SFTP server. The host key is checked before anything of the user is sent, every request has a time-out, and a
 * signal ends the connection at once. Throws `SFTP_…` codes.
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
    if (attrs.isFile()) files.push(remoteFile(filename, attrs));
    // What a link points to decides; one that leads nowhere is no file.
    else if (attrs.isSymbolicLink()) files.push(...[await statFile(session, directory, filename)].filter((file) => file !== undefined));
  }
  return files;
};

const statFile = async (session: SftpSession, directory: string, filename: string): Promise<RemoteFile | undefined> => {
  const path = pathOf(directory, filename);
  try {
    const attrs = await session.request<Stats>(`Cannot look at "${path}"`, (sftp, done) => sftp.stat(path, done));
    return attrs.isFile() ? remoteFile(filename, attrs) : undefined;
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
  range.signal?.throwIfAborted();
  const path = pathOf(directory, filename);
  const handle = await session.request<Buffer>(`Cannot open "${path}"`, (sftp, done) => sftp.open(path, 'r', done));
  try {
    for await (const block of readPipelined(session, { handle, filename }, range)) {
      range.signal?.throwIfAborted();
      yield block;
    }
  } finally {
    // The connection may be gone, and the handle with it.
    await session
      .request<undefined>(`Cannot close "${path}"`, (sftp, done) => sftp.close(handle, (error) => done(error, undefined)))
      .catch(() => undefined);
  }
}

const remoteFile = (filename: string, { size, mtime }: Stats): RemoteFile => ({
  filename,
  size,
  modTime: new Date(mtime * 1000).toISOString(),
});

const isPlainName = (filename: string): boolean => !/[/\0]/.test(filename) && filename !== '.' && filename !== '..';

/** Names come from a server or a caller; none leaves the directory. */
const pathOf = (directory: string, filename: string): string => {
  if (isPlainName(filename)) return `${directory.replace(/\/+$/, '')}/${filename}`;
  throw new StevedoreError('SFTP_PATH_NOT_FOUND', `Cannot look at "${filename}": it is not a file's name`);
};
