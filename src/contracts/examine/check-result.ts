import type { Settings } from '../settings.js';

/** One line of a check. */
export interface CheckResult {
  readonly what: string;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly text: string;
  /** What to do about it, line by line. */
  readonly fix?: readonly string[];
}

/** Tries one thing that the configuration names; never throws, changes nothing. */
export type Check = (settings: Settings) => Promise<readonly CheckResult[]>;

/** What a check found, as commands and the API answer it. */
export interface CheckAnswer {
  /** False if a line says `fail`. */
  readonly ok: boolean;
  readonly checks: readonly CheckResult[];
}

export const checkAnswer = (checks: readonly CheckResult[]): CheckAnswer => ({
  ok: checks.every(({ state }) => state !== 'fail'),
  checks,
});
