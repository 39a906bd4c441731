import type { ArchiveSource } from '../../connectors/archive-source.js';
import { allowedPath } from '../../connectors/disk/allowed-path.js';
import { openFolderSource } from '../../connectors/disk/open-folder-source.js';
import { lendSource } from '../../connectors/kept-sources.js';
import type { SftpSettings } from '../../contracts/connections/sftp.js';

/**
 * Runs `body` with the source of archives, which is closed behind it; with `keep`, and where nothing failed, it stays
 * open for a few seconds to the next step. Throws `SFTP_…` codes.
 */
export const withSource = async <T>(
  settings: SftpSettings,
  body: (source: ArchiveSource) => Promise<T>,
  { signal, keep = false }: { readonly signal?: AbortSignal; readonly keep?: boolean } = {},
): Promise<T> => {
  const lent = await lendSource(settings, signal);
  try {
    const result = await body(lent.source);
    if (keep) await lent.keep();
    else await lent.close();
    return result;
  } catch (error) {
    await lent.close();
    throw error;
  }
};

/** Runs `body` with a folder of this host that lies in one of the allowed ones. Throws FILE_FORBIDDEN, FILE_MISSING. */
export const withFolder = async <T>(
  folder: string,
  allowed: readonly string[],
  body: (source: ArchiveSource) => Promise<T>,
): Promise<T> => body(openFolderSource(await allowedPath(folder, allowed)));
