import { isStevedoreError } from '../../contracts/errors.js';

/** For an optional part of an answer: undefined while its source is away. */
export const orNothing = <T>(reading: Promise<T>): Promise<T | undefined> =>
  reading.catch((error: unknown) => {
    if (isStevedoreError(error)) return undefined;
    throw error;
  });
