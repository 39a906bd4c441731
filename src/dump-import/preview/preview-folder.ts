import { mkdir, mkdtemp, readdir, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { translateDiskError } from '../../connectors/disk/disk-errors.js';
import type { ProcessMark } from '../../connectors/disk/process-mark.js';
import { isProcessAlive, markThisProcess } from '../../connectors/disk/process-mark.js';

const PREFIX = 'stevedore-preview-';
/** Says whose folder it is. */
const OWNER = 'owner.json';
const MOST_AGE_MS = 24 * 3_600_000;

/**
 * Runs `body` with a new folder in `tempDir`, which is made where it is missing, and removes it afterwards; first, what
 * killed previews have left there. Throws what `translateDiskError` says.
 */
export const inPreviewFolder = async <T>(tempDir: string, body: (directory: string) => Promise<T>): Promise<T> => {
  await sweepPreviewFolders(tempDir);
  const { directory, made } = await makeFolder(tempDir).catch((cause: unknown) => {
    throw translateDiskError(`Cannot create a folder in "${tempDir}"`, cause);
  });
  try {
    return await body(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
    if (made !== undefined) await removeEmpty(resolve(tempDir), made);
  }
};

/** Removes the folders of previews whose process has ended, and of all that are a day old; gives how many. */
export const sweepPreviewFolders = async (tempDir: string): Promise<number> => {
  const names = await readdir(tempDir).catch(() => []);
  let removed = 0;
  for (const name of names.filter((one) => one.startsWith(PREFIX))) {
    const folder = join(tempDir, name);
    if (!(await isLeft(folder))) continue;
    // Of another user it stays.
    await rm(folder, { recursive: true, force: true }).then(
      () => removed++,
      () => undefined,
    );
  }
  return removed;
};

const isLeft = async (folder: string): Promise<boolean> => {
  const there = await stat(folder).catch(() => undefined);
  if (there === undefined) return false;
  if (Date.now() - there.mtimeMs > MOST_AGE_MS) return true;
  const owner = await readFile(join(folder, OWNER), 'utf8')
    .then((text) => JSON.parse(text) as ProcessMark)
    .catch(() => undefined);
  const self = markThisProcess();
  // Of another container, or another start of the machine, nobody here knows whether it runs.
  if (owner === undefined || owner.bootId !== self?.bootId || owner.space !== self.space) return false;
  return !isProcessAlive(owner);
};

/** The work folder is missing before the first run; `made` is the topmost folder that was created. */
const makeFolder = async (tempDir: string): Promise<{ directory: string; made: string | undefined }> => {
  const made = await mkdir(tempDir, { recursive: true, mode: 0o700 });
  const directory = await mkdtemp(join(tempDir, PREFIX));
  const mark = markThisProcess();
  if (mark !== undefined) await writeFile(join(directory, OWNER), JSON.stringify(mark), { mode: 0o600 });
  return { directory, made };
};

/** Removes this folder and its parents up to `top`, unless a run has put something there meanwhile. */
const removeEmpty = async (folder: string, top: string): Promise<void> => {
  try {
    for (let path = folder; ; path = dirname(path)) {
      await rmdir(path);
      if (path === top || path === dirname(path)) return;
    }
  } catch {
    // It is in use now.
  }
};
