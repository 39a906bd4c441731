/** One of several things that a step works on at a time, such as a table. */
export interface ActivityItem {
  readonly name: string;
  /** In the words of the kind. */
  readonly state: string;
  readonly done: number;
  readonly total: number;
  readonly rows?: number;
}

/** What a step reports with each heartbeat, a few KiB at most; `describe()` shows it without a worker. */
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
  /** The newest try that is known to have ended without a commit. @default none */
  readonly notCommitted?: number;
  /** Those under way first; cut to what fits. @default nothing is known of them */
  readonly items?: readonly ActivityItem[];
}
