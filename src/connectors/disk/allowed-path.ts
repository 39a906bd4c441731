import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import { StevedoreError } from '../../contracts/errors.js';

/**
 * The path of a file or folder without links in it, which is in one of the folders or is one of them. Throws
 * FILE_FORBIDDEN where it, or what a link on its way leads to, is outside of all of them; FILE_MISSING.
 */
export const allowedPath = async (path: string, folders: readonly string[]): Promise<string> => {
  // Before the disk is asked: whether something outside is there is nobody's business.
  if (!folders.some((folder) => isWithin(folder, path))) throw forbidden(path);
  const real = await realpath(path).catch((cause: unknown) => {
    throw new StevedoreError('FILE_MISSING', `Cannot read "${path}": it is not there`, { cause });
  });
  for (const folder of folders) {
    const allowed = await realpath(folder).catch(() => undefined);
    if (allowed !== undefined && isWithin(allowed, real)) return real;
  }
  throw forbidden(path);
};

const isWithin = (folder: string, path: string): boolean => {
  const way = relative(resolve(folder), resolve(path));
  return way === '' || (way !== '..' && !way.startsWith('../') && !isAbsolute(way));
};

const forbidden = (path: string): StevedoreError =>
  new StevedoreError(
    'FILE_FORBIDDEN',
    `Cannot read "${path}": it is not in a folder of files.allow, or a link leads out of it; move it there, or allow its folder`,
  );
