/** The only words for how a run ends. */
export type Outcome = 'success' | 'skipped' | 'failed' | 'cancelled';

/** What the result of every kind of run tells. */
export interface RunResult {
  readonly outcome: Extract<Outcome, 'success' | 'skipped'>;
  /** Why it was skipped, or ran. */
  readonly reason?: string;
  readonly generation?: number;
  readonly warnings: readonly string[];
}

/** Runs up to 0.2 ended with words of their own, which stand in histories and in steps that are still to be taken. */
export const outcomeOf = (recorded: string): Outcome =>
  recorded === 'skipped' || recorded === 'failed' || recorded === 'cancelled' ? recorded : 'success';
