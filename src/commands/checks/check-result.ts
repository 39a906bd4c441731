import type { Check, CheckResult } from '../../contracts/examine/check-result.js';
import { isStevedoreError } from '../../contracts/errors.js';

export type { Check, CheckResult };

/** Runs one check; a thrown error becomes a line `fail` with its code and message. */
export const tryCheck = async (what: string, attempt: () => Promise<CheckResult | readonly CheckResult[]>) => {
  try {
    const result = await attempt();
    return 'what' in result ? [result] : result;
  } catch (error) {
    const text = isStevedoreError(error)
      ? `${error.code}: ${error.message}`
      : error instanceof Error
        ? error.message
        : String(error);
    return [{ what, state: 'fail', text }] as const;
  }
};
