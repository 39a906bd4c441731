import { StevedoreError } from '../../contracts/errors.js';

/** Returns DISK_FULL if the disk is full; any other error unchanged. `place`: the setting that names the folder. */
export const translateDiskError = (action: string, error: unknown, place = 'storage.temp_dir'): unknown => {
  const code = (error as { code?: unknown } | null)?.code;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  const state = code === 'ENOSPC' ? 'the disk is full' : 'the disk quota is used up';
  return new StevedoreError('DISK_FULL', `${action}: ${state}; free space where ${place} is`, {
    cause: error,
  });
};
