/** Why a record was rejected, in words. */
export interface JobError {
  /** Counted from 1, as an editor counts; 0 is the file as a whole. */
  readonly line: number;
  readonly errors: readonly string[];
}
