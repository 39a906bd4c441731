/** How the log calls a run. */
export interface RunWords {
  /** Before `started`, `completed`, `failed` and `cancelled`: `Import process`. */
  readonly run: string;
  /** Before the reason: `Import skipped`. */
  readonly skipped: string;
}
