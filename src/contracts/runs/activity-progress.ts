/** What a step reports with each heartbeat, at most 1 KiB; `describe()` shows it without a worker. */
export interface ActivityProgress {
  readonly step: string;
  /** The part of the run that the step works on, such as a database; empty where it works on all. */
  readonly part: string;
  /** Done of total, bytes where the kind does not say otherwise; never falls within a run attempt. */
  readonly done: number;
  readonly total: number;
  /** For example `person: 12,000 rows`. */
  readonly detail?: string;
  /** What the step has committed so far, in numbers that the kind names. @default nothing is known of it */
  readonly committed?: Readonly<Record<string, number>>;
}
