import { open } from 'node:fs/promises';
import { bytesOfFile } from '../../src/connectors/archive-bytes.js';
import { createArchiveErrors, translateZipError } from '../../src/connectors/zip/archive-errors.js';
import type { OpenZipOptions } from '../../src/connectors/zip/open-zip.js';
import { openZip } from '../../src/connectors/zip/open-zip.js';
import type { ZipArchive } from '../../src/connectors/zip/zip-archive.js';

/** Opens a ZIP file on the disk; `close` ends what is being read, and may be called twice. */
export const openZipFile = async (
  file: string,
  options: OpenZipOptions,
): Promise<ZipArchive & { close(): Promise<void> }> => {
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw translateZipError(createArchiveErrors(options.label), error);
  });
  let closed: Promise<void> | undefined;
  const close = () => (closed ??= handle.close());
  try {
    return { ...(await openZip(await bytesOfFile(handle), options)), close };
  } catch (error) {
    await close();
    throw error;
  }
};
