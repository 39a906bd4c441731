import type { ArchiveSource } from '../../connectors/archive-source.js';
import { allowedPath } from '../../connectors/disk/allowed-path.js';
import { openFolderSource } from '../../connectors/disk/open-folder-source.js';
import { openArchiveSource } from '../../connectors/open-archive-source.js';
import type { SftpSettings } from '../../contracts/connections/sftp.js';

/** Opens the source of archives, runs `body` with it and always closes it. Throws `SFTP_…` codes. */
export const withSource = async <T>(
  settings: SftpSettings,
  body: (source: ArchiveSource) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> => {
  const source = await openArchiveSource(settings, signal === undefined ? {} : { signal });
  try {
    return await body(source);
  } finally {
    await source.close();
  }
};

/** Runs `body` with a folder of this host that lies in one of the allowed ones. Throws FILE_FORBIDDEN, FILE_MISSING. */
export const withFolder = async <T>(
  folder: string,
  allowed: readonly string[],
  body: (source: ArchiveSource) => Promise<T>,
): Promise<T> => body(openFolderSource(await allowedPath(folder, allowed)));
