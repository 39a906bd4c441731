import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { translateDiskError } from './disk-errors.js';

export interface SecretKeyFile {
  /** 32 bytes in base64. */
  readonly key: string;
  /** Whether it was made now. */
  readonly isNew: boolean;
}

/** The key in this file, which is made where it is missing, for its owner's eyes only. */
export const keepSecretKey = async (path: string): Promise<SecretKeyFile> => {
  const key = randomBytes(32).toString('base64');
  try {
    await mkdir(dirname(path), { recursive: true });
    // Of two programs that start at once, one makes it.
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(`${key}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    return { key, isNew: true };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
      throw translateDiskError(`Cannot make the key "${path}"`, error, 'secrets.key');
    return { key: (await readFile(path, 'utf8')).trim(), isNew: false };
  }
};
