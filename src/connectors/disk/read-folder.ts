import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { StevedoreError } from '../../contracts/errors.js';

/** What is in a folder. Throws FILE_MISSING where it is no folder, FILE_FORBIDDEN where it may not be read. */
export const readFolder = (folder: string): Promise<Dirent[]> =>
  readdir(folder, { withFileTypes: true }).catch((cause: NodeJS.ErrnoException) => {
    const action = `Cannot list "${folder}"`;
    if (cause.code === 'ENOTDIR' || cause.code === 'ENOENT')
      throw new StevedoreError('FILE_MISSING', `${action}: it is not a folder`, { cause });
    if (cause.code === 'EACCES' || cause.code === 'EPERM')
      throw new StevedoreError('FILE_FORBIDDEN', `${action}: the account of this program may not read it`, { cause });
    throw cause;
  });
