/**
 * Fetches a file into the spool on this host's disk.
 *
 * 1. Its bytes are hashed while they are written; the hash is of what is on the disk.
 * 2. Size and time are read before and after: a file that was replaced meanwhile is FILE_CHANGED, never a mixture.
 * 3. The file appears by a rename, after everything is written and flushed; then its facts are written beside it, by
 *    which another try knows that it is complete.
 */
import { createHash } from 'node:crypto';
import { open, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArchiveSource } from '../../connectors/archive-source.js';
import { translateDiskError } from '../../connectors/disk/disk-errors.js';
import { assertDiskSpace, prepareWorkDirectory } from '../../connectors/disk/work-files.js';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import type { SourceFile } from './source-file.js';

export interface SpooledFile {
  readonly path: string;
  /** `sha256:…`. */
  readonly checksum: string;
}

export interface SpoolRequest {
  readonly folder: ArchiveSource;
  readonly file: Pick<SourceFile, 'name' | 'size' | 'modTime'>;
  /** Belongs to this file of this run; created where it is missing. */
  readonly directory: string;
  readonly signal: AbortSignal;
  readonly onProgress: (bytes: number, total: number) => void;
}

/** Throws FILE_CHANGED, FILE_MISSING, DISK_FULL, DISK_TOO_SMALL and `SFTP_…` codes. */
export const fetchToSpool = async (request: SpoolRequest): Promise<SpooledFile> => {
  const { folder, file, directory, onProgress } = request;
  await prepareWorkDirectory(directory);
  const path = join(directory, 'file');
  const earlier = await completeSpool(path, file);
  if (earlier !== undefined) return { path, checksum: earlier };
  await assertDiskSpace(directory, file.size, `file "${file.name}"`, 'work_dir');
  await assertUnchanged(folder, file);
  onProgress(0, file.size);
  const checksum = await write(`${path}.part`, request);
  await assertUnchanged(folder, file);
  await rename(`${path}.part`, path);
  await writeFile(factsFile(path), JSON.stringify({ ...factsOf(file), checksum }), { mode: 0o600 });
  return { path, checksum };
};

const write = async (part: string, { folder, file, signal, onProgress }: SpoolRequest): Promise<string> => {
  const hash = createHash('sha256');
  const output = await open(part, 'w', 0o600);
  try {
    let bytes = 0;
    for await (const chunk of folder.read(file.name, { end: file.size, signal })) {
      hash.update(chunk);
      await output.appendFile(chunk);
      bytes += chunk.length;
      onProgress(bytes, file.size);
    }
    await output.sync();
  } catch (error) {
    // The connector speaks of archives.
    if (isStevedoreError(error) && error.code === 'ARCHIVE_CHANGED') throw changed(file.name, error);
    throw translateDiskError(`Cannot fetch "${file.name}"`, error, 'work_dir');
  } finally {
    await output.close();
  }
  return `sha256:${hash.digest('hex')}`;
};

const assertUnchanged = async (folder: ArchiveSource, file: SpoolRequest['file']): Promise<void> => {
  const now = await folder.stat(file.name);
  if (now === undefined)
    throw new StevedoreError('FILE_MISSING', `Cannot fetch "${file.name}": it is gone from the server`);
  if (now.size !== file.size || now.modTime !== file.modTime) throw changed(file.name);
};

const changed = (name: string, cause?: unknown): StevedoreError =>
  new StevedoreError(
    'FILE_CHANGED',
    `Cannot fetch "${name}": it changed since it was listed; upload it under another name and rename it when it is complete`,
    { cause },
  );

const factsFile = (path: string): string => `${path}.json`;

const factsOf = ({ name, size, modTime }: SpoolRequest['file']) => ({ name, size, modTime });

/** The checksum of what an earlier try has fetched whole. */
const completeSpool = async (path: string, file: SpoolRequest['file']): Promise<string | undefined> => {
  const text = await readFile(factsFile(path), 'utf8').catch(() => undefined);
  const there = await stat(path).catch(() => undefined);
  if (text === undefined || there?.size !== file.size) return undefined;
  const { checksum, ...facts } = JSON.parse(text) as ReturnType<typeof factsOf> & { checksum: string };
  return JSON.stringify(facts) === JSON.stringify(factsOf(file)) ? checksum : undefined;
};
