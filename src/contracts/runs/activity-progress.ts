import type { StepName } from './run-snapshot.js';

/** What a host activity reports with each heartbeat, at most 1 KiB; `describe()` shows it without a worker. */
export interface ActivityProgress {
  readonly step: StepName;
  readonly database: string;
  /** Bytes done of bytes total; never falls within a run attempt. */
  readonly done: number;
  readonly total: number;
  /** For example `person: 12,000 rows`. */
  readonly detail?: string;
}
