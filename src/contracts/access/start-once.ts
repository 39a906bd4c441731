/** A start that happens once, because it can be asked for again. */
export interface StartOnce {
  /** A UUID: Temporal's id of the request, and `start` in the run's memo. */
  readonly id: string;
  /** When it was asked for first. */
  readonly since: string;
  /** Whether it may have happened already. */
  readonly repeated: boolean;
}
