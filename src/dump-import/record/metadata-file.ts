import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ImportedArchive } from '../../contracts/dump-import/archive.js';
import { translateDiskError } from '../../connectors/disk/disk-errors.js';

export interface ImportMetadata {
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  readonly archives: readonly ImportedArchive[];
}

/**
 * Writes the record of the last successful import for people and scripts: `{last_import: {timestamp, success, files}}`.
 * Readers of the file always find the old record or the new one, never a part. Throws DISK_FULL.
 */
export const writeMetadataFile = async (file: string, { timestamp, archives }: ImportMetadata): Promise<void> => {
  const record = {
    last_import: {
      timestamp: withoutZeroFraction(timestamp),
      success: true,
      files: archives.map(({ filename, pattern, size, modTime, checksum, database }) => ({
        filename,
        pattern,
        size,
        mod_time: withoutZeroFraction(modTime),
        checksum,
        database,
        imported: true,
      })),
    },
  };
  const part = `${file}.${randomUUID()}.part`;
  try {
    await mkdir(dirname(file), { recursive: true });
    const output = await open(part, 'wx');
    try {
      await output.writeFile(`${JSON.stringify(record, undefined, 2)}\n`);
      await output.sync();
    } finally {
      await output.close();
    }
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw translateDiskError('Cannot write storage.metadata_file', error);
  }
};

/** RFC 3339 as Go writes it, which omits a fraction of zero. */
const withoutZeroFraction = (time: string): string => time.replace(/\.0+Z$/, 'Z');
