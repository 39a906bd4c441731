import { isStevedoreError, StevedoreError } from '../../../contracts/errors.js';

/**
 * Returns the error of a try that published nothing, extended by what live lacks, or has too much, since an earlier
 * publish.
 */
export const tellingWarnings = (error: unknown, warnings: readonly string[]): unknown =>
  isStevedoreError(error) && warnings.length > 0 && !error.message.includes(warnings.join('; '))
    ? new StevedoreError(error.code, `${error.message}; ${warnings.join('; ')}`, {
        details: error.details,
        cause: error,
      })
    : error;
