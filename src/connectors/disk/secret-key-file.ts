import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { translateDiskError } from './disk-errors.js';

export interface SecretKeyFile {
  /** 32 bytes in base64. */
  readonly key: string;
  /** Whether it was made now. */
  readonly isNew: boolean;
}

/**
 * The key in this file, which is made where it is missing, for its owner's eyes only. The file has its name only when
 * the key in it is whole and on the disk; of two programs that start at once, one makes it.
 */
export const keepSecretKey = async (path: string): Promise<SecretKeyFile> => {
  const key = randomBytes(32).toString('base64');
  const made = `${path}.${randomUUID()}`;
  try {
    const known = await readKey(path);
    if (known !== undefined) return { key: known, isNew: false };
    await mkdir(dirname(path), { recursive: true });
    const file = await open(made, 'wx', 0o600);
    try {
      await file.writeFile(`${key}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await link(made, path);
    return { key, isNew: true };
  } catch (error) {
    const other = (error as NodeJS.ErrnoException).code === 'EEXIST' ? await readKey(path) : undefined;
    if (other === undefined) throw translateDiskError(`Cannot make the key "${path}"`, error, 'secrets.key');
    return { key: other, isNew: false };
  } finally {
    await rm(made, { force: true });
  }
};

/** Undefined where there is no such file. */
const readKey = async (path: string): Promise<string | undefined> => {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};
