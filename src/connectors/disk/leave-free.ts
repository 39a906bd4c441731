import { statfs } from 'node:fs/promises';
import { StevedoreError } from '../../contracts/errors.js';

/**
 * Refuses to go on writing something of unknown size where it would take the disk from everybody else. `leave`: bytes
 * that stay free, by default a tenth of the disk, at most 1 GiB. Throws DISK_TOO_SMALL with `freeBytes`.
 */
export const assertLeavesFree = async (directory: string, what: string, leave?: number): Promise<void> => {
  const { bavail, blocks, bsize } = await statfs(directory);
  const freeBytes = bavail * bsize;
  const neededBytes = leave ?? Math.min(MOST, Math.floor((blocks * bsize) / 10));
  if (freeBytes >= neededBytes) return;
  throw new StevedoreError(
    'DISK_TOO_SMALL',
    `Cannot store the ${what}: ${freeBytes} bytes are free, and ${neededBytes} have to stay so; free space where the work folder is`,
    { details: { neededBytes, freeBytes } },
  );
};

const MOST = 1024 ** 3;
