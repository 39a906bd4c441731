import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';

/** Names the column of the file that a failure of `body` is about in its details. */
export const inColumn = async (column: string, body: () => Promise<void>): Promise<void> => {
  try {
    await body();
  } catch (error) {
    if (!isStevedoreError(error)) throw error;
    throw new StevedoreError(error.code, error.message, { cause: error, details: { ...error.details, column } });
  }
};
