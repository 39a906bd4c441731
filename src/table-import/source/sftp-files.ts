import { openArchiveSource } from '../../connectors/open-archive-source.js';
import type { ArchiveSource } from '../../connectors/archive-source.js';
import type { SftpServerSettings as SftpServer } from '../../contracts/connections/sftp.js';
import { matchesGlob } from '../../contracts/matches-glob.js';
import type { SftpSource } from '../../contracts/table-import/settings.js';
import type { SourceFile } from './source-file.js';

/** The files of a folder on an SFTP server whose names match. Throws `SFTP_…` codes. */
export const listSftpFiles = (source: SftpSource, server: SftpServer, signal?: AbortSignal): Promise<SourceFile[]> =>
  withFolder(source, server, signal, async (folder) => {
    const files = await folder.list((name) => matchesGlob(source.filePattern, name));
    return files
      .filter(({ filename }) => matchesGlob(source.filePattern, filename))
      .map(({ filename, size, modTime }) => ({ name: filename, path: filename, size, modTime }))
      .sort((one, two) => (one.name < two.name ? -1 : 1));
  });

/** Opens a folder, runs `body` with it and always closes it. */
export const withFolder = async <T>(
  { path, filePattern }: Pick<SftpSource, 'path' | 'filePattern'>,
  server: SftpServer,
  signal: AbortSignal | undefined,
  body: (folder: ArchiveSource) => Promise<T>,
): Promise<T> => {
  const settings = { ...server, remotePath: path, filePatterns: [filePattern] };
  const folder = await openArchiveSource(settings, signal === undefined ? {} : { signal });
  try {
    return await body(folder);
  } finally {
    await folder.close();
  }
};
