import { createHash } from 'node:crypto';
import type { ArchiveSource } from '../../connectors/archive-source.js';
import type { ArchiveListing } from '../../contracts/dump-import/archive-listing.js';
import type { RemoteArchive } from '../../contracts/dump-import/archive.js';
import type { DumpImportSettings } from '../../contracts/dump-import/settings.js';
import { isLetIn, matchArchives } from './match-archives-rules.js';

/**
 * Lists the source once and assigns each database its archive. Throws ARCHIVE_MISSING, ARCHIVE_CLAIMED_TWICE or
 * `SFTP_…` codes.
 */
export const listArchives = async (
  source: ArchiveSource,
  { sftp, databases, freshness }: Pick<DumpImportSettings, 'sftp' | 'databases' | 'freshness'>,
): Promise<ArchiveListing> =>
  matchArchives(await source.list((filename) => isLetIn(sftp.filePatterns, filename)), {
    filePatterns: sftp.filePatterns,
    databases,
    order: freshness.order ?? 'mtime',
  });

/** Computes an archive's checksum without keeping its bytes; returns `sha256:…`. */
export const checksumRemote = async (
  source: ArchiveSource,
  { filename, size }: RemoteArchive,
  signal: AbortSignal,
): Promise<string> => {
  const hash = createHash('sha256');
  for await (const chunk of source.read(filename, { end: size, signal })) hash.update(chunk);
  return `sha256:${hash.digest('hex')}`;
};
