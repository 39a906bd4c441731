import { link, open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { bytesOfFile } from '../../connectors/archive-bytes.js';
import { createArchiveErrors, translateZipError } from '../../connectors/zip/archive-errors.js';
import type { ZipSettings } from '../../contracts/dump-import/settings.js';
import { translateDiskError } from '../../connectors/disk/disk-errors.js';
import { dumpFile, partOf } from '../dump-files.js';
import { openPackedDump } from './open-packed-dump.js';
import type { PackedDump } from './packed-dump.js';
import { readChunks } from '../../connectors/disk/read-chunks.js';
import { assertDiskSpace } from '../work-files.js';

export interface ExtractRequest {
  readonly archiveFile: string;
  /** The archive's own name, for messages. */
  readonly label: string;
  /** Exists, and belongs to this run and database. */
  readonly directory: string;
  readonly database: string;
  readonly zip: ZipSettings;
  readonly signal: AbortSignal;
  readonly onProgress: (bytesDone: number, bytesTotal: number) => void;
  /** Called and awaited for each piece once it is in `dump.sql.part`. */
  readonly onPiece?: (piece: Buffer) => Promise<void>;
  /** Called and awaited when everything is written and verified, before it becomes `dump.sql`. */
  readonly onWhole?: (dump: Omit<ExtractedDump, 'file'>) => Promise<void>;
}

export interface ExtractedDump {
  readonly file: string;
  /** The dump's name in the archive, safe to print. */
  readonly entry: string;
  readonly bytes: number;
  /** Remarks for a person on how it was found. */
  readonly notes: readonly string[];
}

/**
 * Unpacks an archive's only dump to `dump.sql` in the directory (mode 0600).
 *
 * 1. `dump.sql` appears by a rename after everything was verified and flushed to disk; a failure leaves neither it nor
 *    a part.
 * 2. Free disk space is checked before anything is written. A dump that is not packed takes no space: it becomes a
 *    second
 *    name of its file.
 * 3. A retry starts from the beginning.
 *
 * Throws ARCHIVE_WITHOUT_DUMP, ARCHIVE_UNSUPPORTED (also for several dumps), ARCHIVE_WRONG_PASSWORD,
 * ARCHIVE_CORRUPT, ARCHIVE_LIMIT_EXCEEDED, DISK_TOO_SMALL, DISK_FULL, WORK_FILE_MISSING.
 */
export const extractDump = async (request: ExtractRequest): Promise<ExtractedDump> => {
  const { archiveFile, label, directory, zip, database, signal } = request;
  const file = dumpFile(directory);
  const part = partOf(file);
  await Promise.all([file, part].map((path) => rm(path, { force: true })));
  signal.throwIfAborted();
  const handle = await open(archiveFile, 'r').catch((error: unknown) => {
    throw translateZipError(createArchiveErrors(label), error);
  });
  try {
    const password = Object.hasOwn(zip.passwords, database) ? zip.passwords[database] : zip.password;
    const options = { label, limits: zip.limits, ...(password === undefined ? {} : { password }) };
    const dump = await openPackedDump(await bytesOfFile(handle), options);
    const unpacked = { entry: dump.entry, bytes: await write(dump, part, request), notes: dump.notes };
    await request.onWhole?.(unpacked);
    await rename(part, file);
    return { file, ...unpacked };
  } catch (error) {
    await rm(part, { force: true });
    throw translateDiskError(`Cannot unpack "${label}"`, error);
  } finally {
    await handle.close();
  }
};

/** Returns the dump's size in bytes. */
const write = async (dump: PackedDump, part: string, request: ExtractRequest): Promise<number> => {
  const { archiveFile, label, directory, onProgress } = request;
  onProgress(0, dump.bytes);
  if (dump.isWholeFile && (await linked(archiveFile, part))) {
    await showWhole(part, dump.bytes, request);
    return dump.bytes;
  }
  await assertDiskSpace(directory, dump.bytes, `dump "${dump.entry}" of "${label}"`);
  const output = await open(part, 'wx', 0o600);
  try {
    return await append(dump, output, request);
  } finally {
    await output.close();
  }
};

const append = async (dump: PackedDump, output: FileHandle, request: ExtractRequest): Promise<number> => {
  const { signal, onProgress, onPiece } = request;
  let bytes = 0;
  for await (const piece of dump.read({ signal, onProgress })) {
    await output.appendFile(piece);
    await onPiece?.(piece);
    bytes += piece.length;
  }
  await output.datasync();
  return bytes;
};

/**
 * Passes the pieces of a dump that needs no unpacking to its reader. Each is a copy, because the reader lags behind.
 */
const showWhole = async (
  file: string,
  total: number,
  { signal, onProgress, onPiece }: ExtractRequest,
): Promise<void> => {
  let bytes = 0;
  if (onPiece === undefined) return;
  for await (const chunk of readChunks(file)) {
    signal.throwIfAborted();
    await onPiece(Buffer.from(chunk));
    onProgress((bytes += chunk.length), total);
  }
};

/** Some file systems have no hard links, and a link cannot cross file systems. */
const linked = (file: string, name: string): Promise<boolean> =>
  link(file, name).then(
    () => true,
    () => false,
  );
