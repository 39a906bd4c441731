import { postgresErrorState } from '../../../../connectors/postgres/errors.js';
import type { StevedoreError } from '../../../../contracts/errors.js';
import type { Reason, ReasonCode } from '../../../../contracts/table-import/reason.js';

/** Why the server refused one record, in the words of its answer. */
export const refusedReason = (error: StevedoreError): Reason => {
  const { constraint, column } = error.details;
  const code = CODES[postgresErrorState(error) ?? ''] ?? 'refused_by_database';
  return {
    code,
    ...(typeof column === 'string' && { column }),
    message:
      typeof constraint === 'string'
        ? `violates the constraint "${constraint}"`
        : error.message.replace(/^.*?the server answered /, 'the server answers '),
  };
};

const CODES: Readonly<Record<string, ReasonCode>> = {
  '23502': 'required',
  '23503': 'missing_reference',
  '23505': 'not_unique',
};
