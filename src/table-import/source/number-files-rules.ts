import type { ListedFile } from '../../contracts/table-import/listed-file.js';

/** A file before it has a number. */
export type FoundFile = Omit<ListedFile, 'fileNo'>;

/**
 * The files of a run with their numbers, by which ledger and rejects know them: a file keeps the number that an earlier
 * attempt gave it, and what that attempt did not see gets a new one. So does a file that is written batch after batch
 * and has changed: its batches belong to what it was.
 */
export const numberFiles = (earlier: readonly ListedFile[], found: readonly FoundFile[]): ListedFile[] => {
  const known = new Map(earlier.map((file) => [keyOf(file), file]));
  const changed = replacedFiles(earlier);
  let last = Math.max(0, ...earlier.map(({ fileNo }) => fileNo));
  const numbered = found.map((file): ListedFile => {
    const before = known.get(keyOf(file));
    known.delete(keyOf(file));
    if (before !== undefined && !isReplaced(before, file)) return { ...file, fileNo: before.fileNo };
    if (before !== undefined) changed.push(before);
    return { ...file, fileNo: ++last };
  });
  // One that is gone since is missed when it is its turn, unless it is done.
  return [...known.values(), ...changed, ...numbered].sort((one, two) => one.fileNo - two.fileNo);
};

/** Files of an earlier attempt that another one has taken the place of. */
export const replacedFiles = (files: readonly ListedFile[]): ListedFile[] => {
  const newest = new Map(files.map((file) => [keyOf(file), file.fileNo]));
  return files.filter((file) => newest.get(keyOf(file)) !== file.fileNo);
};

const isReplaced = (before: FoundFile, now: FoundFile): boolean =>
  before.commit === 'batches' &&
  (before.size !== now.size || before.modTime !== now.modTime || before.inode !== now.inode);

const keyOf = ({ path, replayOf }: FoundFile): string => JSON.stringify([path, replayOf]);
