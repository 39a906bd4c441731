import { isStevedoreError } from '../../contracts/errors.js';

/** For a part that the answer can do without: undefined while its source is away. */
export const orNothing = <T>(reading: Promise<T>): Promise<T | undefined> =>
  reading.catch((error: unknown) => {
    if (isStevedoreError(error)) return undefined;
    throw error;
  });
