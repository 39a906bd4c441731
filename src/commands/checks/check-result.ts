import type { Settings } from '../../contracts/settings.js';
import { isStevedoreError } from '../../contracts/errors.js';

/** One line of `stevedore check`. */
export interface CheckResult {
  readonly what: string;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly text: string;
  /** What to do about it, line by line. */
  readonly fix?: readonly string[];
}

export type Check = (settings: Settings) => Promise<readonly CheckResult[]>;

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
