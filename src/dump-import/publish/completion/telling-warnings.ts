import { isStevedoreError, StevedoreError } from '../../../contracts/errors.js';

/** The error of a try that published nothing, which also tells what live lacks or has too much since an earlier one. */
export const tellingWarnings = (error: unknown, warnings: readonly string[]): unknown =>
  isStevedoreError(error) && warnings.length > 0 && !error.message.includes(warnings.join('; '))
    ? new StevedoreError(error.code, `${error.message}; ${warnings.join('; ')}`, {
        details: error.details,
        cause: error,
      })
    : error;
