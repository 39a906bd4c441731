import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import { matchesGlob } from '../../contracts/matches-glob.js';
import type { LocalSource } from '../../contracts/table-import/settings.js';
import { allowedPath } from '../../connectors/disk/allowed-path.js';
import { readFolder } from '../../connectors/disk/read-folder.js';
import type { SourceFile } from './source-file.js';

/**
 * The files of a folder whose names match, or the one file that the path names. A link that leads out of the allowed
 * folders is among them, and is refused when it is read. Throws FILE_FORBIDDEN, and FILE_MISSING where there is no such
 * folder.
 */
export const listLocalFiles = async (source: LocalSource, folders: readonly string[]): Promise<SourceFile[]> => {
  const folder = await allowedPath(source.path, folders);
  if ((await stat(folder)).isFile()) return [await readLocalFacts(source.path, folders)];
  const entries = await readFolder(folder);
  const wanted = entries.filter(
    (entry) => (entry.isFile() || entry.isSymbolicLink()) && isWanted(source.filePattern, entry.name),
  );
  const files = await Promise.all(wanted.map(({ name }) => factsOf(join(source.path, name), folders)));
  return files.filter((file) => file !== undefined).sort((one, two) => (one.name < two.name ? -1 : 1));
};

/** As a shell does: a name that begins with a dot only where the pattern does. */
const isWanted = (pattern: string, name: string): boolean =>
  matchesGlob(pattern, name) && (!name.startsWith('.') || pattern.startsWith('.'));

/** One file by its path. Throws FILE_FORBIDDEN and FILE_MISSING. */
export const readLocalFacts = async (path: string, folders: readonly string[]): Promise<SourceFile> => {
  const real = await allowedPath(path, folders);
  const { size, mtimeMs, ino, dev } = await stat(real);
  return {
    name: basename(path),
    path,
    size,
    modTime: new Date(mtimeMs).toISOString(),
    inode: `${dev}:${ino}`,
  };
};

/** Undefined for what is gone meanwhile, or leads to no file. */
const factsOf = async (path: string, folders: readonly string[]): Promise<SourceFile | undefined> => {
  try {
    const real = await allowedPath(path, folders);
    // A link to a folder is no file of this one.
    return (await stat(real)).isFile() ? await readLocalFacts(path, folders) : undefined;
  } catch (error) {
    if (!isStevedoreError(error)) throw error;
    if (error.code === 'FILE_MISSING') return undefined;
    return { name: basename(path), path, size: 0, modTime: new Date(0).toISOString() };
  }
};

/**
 * The path to read a listed file by. Throws FILE_FORBIDDEN, FILE_MISSING, and FILE_CHANGED where it is not the file
 * that was listed.
 */
export const openListed = async (
  file: Pick<SourceFile, 'path' | 'size' | 'modTime' | 'inode'>,
  folders: readonly string[],
): Promise<string> => {
  const now = await readLocalFacts(file.path, folders);
  if (now.size !== file.size || now.modTime !== file.modTime || now.inode !== file.inode) {
    throw new StevedoreError(
      'FILE_CHANGED',
      `Cannot import "${now.name}": it changed since it was listed; write it under another name and rename it when it is complete`,
    );
  }
  return allowedPath(file.path, folders);
};
