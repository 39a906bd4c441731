import type { FileEntryWithStats, Stats } from 'ssh2';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import type { SftpSettings } from '../../contracts/connections/sftp.js';
import type { ArchiveSource, ReadOptions, RemoteFile } from '../archive-source.js';
import { connectSsh } from './connect-ssh.js';
import type { FileFacts } from './file-facts.js';
import { factsOf, fileOf, isComplete } from './file-facts.js';
import { isPlainName } from './plain-name.js';
import { readPipelined } from './read-pipelined.js';
import type { SftpSession } from './sftp-session.js';
import { openSftpSession } from './sftp-session.js';
import { untilAborted } from './until-aborted.js';

/**
 * Opens a directory on an SFTP server. Checks the host key before sending anything about the user; every request has a
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
  const folder: Folder = { session, directory: settings.remotePath };
  return {
    protocol: 'sftp',
    list: (wanted) => listFiles(folder, wanted),
    stat: (filename) => statFile(folder, filename),
    read: (filename, range) => readFile(session, folder.directory, filename, range),
    isOpen: session.isOpen,
    close: session.close,
  };
};

interface Folder {
  readonly session: SftpSession;
  readonly directory: string;
}

interface ListedEntry {
  readonly filename: string;
  readonly facts: FileFacts;
}

const listFiles = async (folder: Folder, wanted: (filename: string) => boolean = () => true): Promise<RemoteFile[]> => {
  const files: RemoteFile[] = [];
  for (const { filename, facts } of await readFolder(folder)) {
    const isWanted = wanted(filename);
    if (!isWanted && (!isComplete(facts) || facts.type === 'link')) continue;
    const whole =
      facts.type === 'link'
        ? await followLink(folder, filename)
        : isComplete(facts)
          ? facts
          : await completed(folder, filename, facts);
    const file = whole === undefined ? undefined : fileOf(filename, whole);
    if (file !== undefined) files.push(file);
  }
  return files;
};

/** Some servers list full paths. */
const readFolder = async ({ session, directory }: Folder): Promise<ListedEntry[]> => {
  const entries = await session.request<FileEntryWithStats[]>(`Cannot list "${directory}"`, (sftp, done) => {
    sftp.readdir(directory, done);
  });
  return entries
    .map(({ filename, longname, attrs }) => ({
      filename: filename.slice(filename.lastIndexOf('/') + 1),
      facts: factsOf(attrs, longname),
    }))
    .filter(({ filename }) => isPlainName(filename));
};

/** The link's target decides. A link to nothing, in a circle, or to a forbidden place is not a file. */
const followLink = async (folder: Folder, filename: string): Promise<FileFacts | undefined> => {
  try {
    return await askFor(folder, filename);
  } catch (error) {
    if (isStevedoreError(error) && ['SFTP_PERMISSION_DENIED', 'SFTP_FAILED'].includes(error.code)) return undefined;
    throw error;
  }
};

const statFile = async (folder: Folder, filename: string): Promise<RemoteFile | undefined> => {
  const asked = await askFor(folder, filename).catch((error: unknown) => {
    // A server that cannot answer for one file can still list all.
    if (isStevedoreError(error) && error.code === 'SFTP_FAILED') return {};
    throw error;
  });
  if (asked === undefined) return undefined;
  if (isComplete(asked)) return fileOf(filename, asked);
  const listed = (await readFolder(folder)).find((entry) => entry.filename === filename);
  return listed === undefined ? undefined : fileOf(filename, { ...listed.facts, ...asked });
};

/** Requests what the listing omitted. */
const completed = async (folder: Folder, filename: string, facts: FileFacts): Promise<FileFacts | undefined> => {
  const asked = await followLink(folder, filename);
  return { ...asked, ...facts };
};

/** Undefined: there is no such file. */
const askFor = async ({ session, directory }: Folder, filename: string): Promise<FileFacts | undefined> => {
  const path = pathOf(directory, filename);
  try {
    return factsOf(await session.request<Stats>(`Cannot look at "${path}"`, (sftp, done) => sftp.stat(path, done)));
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
    // Not awaited: the connection may hang or be gone, and the handle ends with it.
    session
      .request<undefined>(`Cannot close "${path}"`, (sftp, done) => {
        sftp.close(handle, (error) => done(error, undefined));
      })
      .catch(() => undefined);
  }
}

/** Names come from a server or a caller; none may leave the directory. */
const pathOf = (directory: string, filename: string): string => {
  if (isPlainName(filename)) return `${directory.replace(/\/+$/, '')}/${filename}`;
  throw new StevedoreError('SFTP_PATH_NOT_FOUND', `Cannot look at "${filename}": it is not a file's name`);
};
