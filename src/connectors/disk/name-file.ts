import { link, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Gives a whole file the name, unless another file has it; resolves to whether it has. Of several at once one gets it.
 * The name, too, outlives a loss of power.
 */
export const nameNewFile = async (part: string, path: string): Promise<boolean> => {
  try {
    await link(part, path).catch(async (error: unknown) => {
      if (!NO_LINKS.includes(codeOf(error))) throw error;
      // Such a disk shows the empty file for a moment.
      await (await open(path, 'wx', 0o600)).close();
      await rename(part, path);
    });
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
  await rm(part, { force: true });
  await flushFolder(path);
  return true;
};

const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code);

/** What disks say that have no second names. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

/** Gives a whole file the name, and takes the place of one that has it; the name, too, outlives a loss of power. */
export const nameFile = async (part: string, path: string): Promise<void> => {
  await rename(part, path);
  await flushFolder(path);
};

const flushFolder = async (path: string): Promise<void> => {
  const folder = await open(dirname(path), 'r');
  await folder.sync().finally(() => folder.close());
};
