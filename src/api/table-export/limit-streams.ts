import { StevedoreError } from '../../contracts/errors.js';
import type { ExportDeps } from './export-deps.js';

type Open = ExportDeps['open'];

/** Opens at most so many exports at a time: each has a session of the database. Throws TOO_MANY_EXPORTS above it. */
export const limitStreams = (open: Open, most: number): Open => {
  let count = 0;
  return async (request, options) => {
    if (count >= most) {
      throw new StevedoreError(
        'TOO_MANY_EXPORTS',
        `Cannot export: ${most} exports are being read, which is export.max_streams; try again later, or use POST /v1/exports`,
      );
    }
    // Counted before it is open, so that a crowd that comes at once is held too.
    count++;
    let isOpen = true;
    const leave = (): void => {
      if (isOpen) count--;
      isOpen = false;
    };
    try {
      const opened = await open(request, options);
      return {
        ...opened,
        close: () => {
          leave();
          return opened.close();
        },
      };
    } catch (error) {
      leave();
      throw error;
    }
  };
};
