import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { StevedoreError } from '../../contracts/errors.js';
import { translateDiskError } from './disk-errors.js';

/** The folder of one database of one run; always three folders below `tempDir`, whatever the names hold. */
export const workDirectory = (tempDir: string, pipeline: string, runId: string, database: string): string =>
  join(runDirectory(tempDir, pipeline, runId), pathSegment(database));

/** Creates the folder and its missing parents, for this user only (mode 0700). Throws DISK_FULL. */
export const prepareWorkDirectory = async (directory: string): Promise<void> => {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await chmod(directory, 0o700);
  } catch (error) {
    throw translateDiskError('Cannot create the work folder', error);
  }
};

export interface KeptFiles {
  /** How many of the latest other runs keep their files. @default 0 */
  readonly latest?: number;
  /** Runs that began before this time (ISO 8601) keep nothing. @default no limit */
  readonly since?: string;
}

/** Runs whose files are kept after a failure: the last one and the one before. */
export const FAILED_RUNS_KEPT = 2;

/** Removes the files of a pipeline's runs, except those to keep; returns how many runs had files. */
export const sweepRunFiles = async (
  tempDir: string,
  pipeline: string,
  keepRunIds: Iterable<string>,
  { latest = 0, since }: KeptFiles = {},
): Promise<number> => {
  const keep = new Set([...keepRunIds].map(pathSegment));
  const directory = pipelineDirectory(tempDir, pipeline);
  const found = await readdir(directory, { withFileTypes: true }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  const others = found.filter((item) => item.isDirectory() && !keep.has(item.name)).map(({ name }) => name);
  const kept =
    latest === 0 ? [] : await latestOf(directory, others, latest, since === undefined ? 0 : Date.parse(since));
  const left = others.filter((name) => !kept.includes(name));
  for (const name of left) await removeFolder(join(directory, name));
  return left.length;
};

/** Removes the files of one run. */
export const removeRunFiles = (tempDir: string, pipeline: string, runId: string): Promise<void> =>
  removeFolder(runDirectory(tempDir, pipeline, runId));

/** A run's folder changes when it is created and when a database's folder is created in it. */
const latestOf = async (
  directory: string,
  names: readonly string[],
  count: number,
  since: number,
): Promise<string[]> => {
  const dated = await Promise.all(
    names.map(async (name) => ({
      name,
      at: await stat(join(directory, name)).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    })),
  );
  return dated
    .filter(({ at }) => at >= since)
    .sort((a, b) => b.at - a.at)
    .slice(0, count)
    .map(({ name }) => name);
};

/**
 * Refuses work whose result would not fit on the disk of an existing folder. Does not reserve the space: other writers
 * can still use it up, which is DISK_FULL. Throws DISK_TOO_SMALL with `neededBytes` and `freeBytes`. `place`: the
 * setting that names the folder.
 */
export const assertDiskSpace = async (
  directory: string,
  bytes: number,
  what: string,
  place = 'storage.temp_dir',
): Promise<void> => {
  const { bavail, bsize } = await statfs(directory);
  const freeBytes = bavail * bsize;
  const neededBytes = bytes + SPARE_BYTES;
  if (freeBytes >= neededBytes) return;
  throw new StevedoreError(
    'DISK_TOO_SMALL',
    `Cannot store the ${what}: it needs ${neededBytes} bytes and ${freeBytes} are free; free space where ${place} is`,
    { details: { neededBytes, freeBytes } },
  );
};

/** For folders and the small files beside the large one. */
const SPARE_BYTES = 1024 * 1024;

const pipelineDirectory = (tempDir: string, pipeline: string): string => join(tempDir, pathSegment(pipeline));

const runDirectory = (tempDir: string, pipeline: string, runId: string): string =>
  join(pipelineDirectory(tempDir, pipeline), pathSegment(runId));

/**
 * Returns a folder name for any text, different for different texts: special bytes as `%XX`, long texts cut and told
 * apart by their hash.
 */
const pathSegment = (name: string): string => {
  const safe = [...Buffer.from(name, 'utf8')]
    .map((byte, index) => {
      const character = String.fromCharCode(byte);
      const plain = /[A-Za-z0-9_-]/.test(character) || (character === '.' && index > 0);
      return plain ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
  if (safe === '') return '%';
  if (safe.length <= MAX_SEGMENT_LENGTH) return safe;
  const hash = createHash('sha256').update(name).digest('hex');
  return `${safe.slice(0, MAX_SEGMENT_LENGTH - hash.length - 1)}%${hash}`;
};

/** File systems allow 255 bytes. */
const MAX_SEGMENT_LENGTH = 200;

const removeFolder = async (directory: string): Promise<void> => {
  await rm(directory, { recursive: true, force: true, maxRetries: 3 });
};
