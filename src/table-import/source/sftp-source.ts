import type { ArchiveSource } from '../../connectors/archive-source.js';
import { openArchiveSource } from '../../connectors/open-archive-source.js';
import { findConnection } from '../../contracts/connections/connection.js';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import { matchesGlob } from '../../contracts/matches-glob.js';
import type { SftpSource } from '../../contracts/table-import/settings.js';
import { fetchToSpool } from './fetch-to-spool.js';
import { matching } from './matching-files.js';
import type { SourceAdapter, SourceContext } from './source-adapter.js';
import type { SourceFile } from './source-file.js';

/** Files of a folder on an SFTP server whose names match; they are fetched into the spool. Throws `SFTP_…` codes. */
export const sftpSource: SourceAdapter<SftpSource> = {
  list: (source, context) => listFolder(source, context),
  fetch: (source, request) => withFolder(source, request, (folder) => fetchToSpool({ ...request, folder })),
  test: async (source, context) => matching(source.filePattern, await listFolder(source, context)),
  nameOf: ({ connection, path: folder }, { path }) => `sftp:${connection}:${folder.replace(/\/+$/, '')}/${path}`,
};

const listFolder = (source: SftpSource, context: SourceContext): Promise<SourceFile[]> =>
  withFolder(source, context, async (folder) => {
    const files = await folder.list((name) => matchesGlob(source.filePattern, name));
    return files
      .filter(({ filename }) => matchesGlob(source.filePattern, filename))
      .map(({ filename, size, modTime }) => ({ name: filename, path: filename, size, modTime }))
      .sort((one, two) => (one.name < two.name ? -1 : 1));
  });

/** Opens a folder, runs `body` with it and always closes it. */
const withFolder = async <T>(
  { connection, path, filePattern }: SftpSource,
  { signal, ...context }: SourceContext,
  body: (folder: ArchiveSource) => Promise<T>,
): Promise<T> => {
  const server = findConnection(context, connection);
  if (server.kind !== 'sftp')
    throw new StevedoreError(
      'CONFIG_INVALID',
      `Cannot list files: the connection "${connection}" is not of the kind sftp`,
    );
  const settings = { ...server, remotePath: path, filePatterns: [filePattern] };
  try {
    const folder = await openArchiveSource(settings, signal === undefined ? {} : { signal });
    try {
      return await body(folder);
    } finally {
      await folder.close();
    }
  } catch (error) {
    throw inWordsOfConnections(error);
  }
};

/** The connector names the keys of `import.scp`; those of connections and projects have other places. */
const inWordsOfConnections = (error: unknown): unknown => {
  if (!isStevedoreError(error)) return error;
  const { code, details, cause } = error;
  const message = error.message.replaceAll('scp.private_key', 'key_path').replaceAll(/\bscp\.(?=[a-z])/g, '');
  return message === error.message ? error : new StevedoreError(code, message, { details, cause });
};
