/** A start that happens only once, however often it is asked for. */
export interface StartOnce {
  /** A UUID: Temporal's id of the request, and `start` in the run's memo. */
  readonly id: string;
  /** When it was first asked for. */
  readonly since: string;
  /** Whether it may have happened already. */
  readonly repeated: boolean;
}
