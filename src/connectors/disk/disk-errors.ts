import { StevedoreError } from '../../contracts/errors.js';

/** Returns DISK_FULL if the disk is full; any other error unchanged. */
export const translateDiskError = (action: string, error: unknown): unknown => {
  const code = (error as { code?: unknown } | null)?.code;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  const state = code === 'ENOSPC' ? 'the disk is full' : 'the disk quota is used up';
  return new StevedoreError('DISK_FULL', `${action}: ${state}; free space where storage.temp_dir is`, {
    cause: error,
  });
};
