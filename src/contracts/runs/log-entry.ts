/** The step of a log line; every kind has `initialization` and `cleanup`. */
export type LogStep = string;

export type LogLevel = 'INFO' | 'WARN' | 'ERROR';

export interface LogEntry {
  readonly timestamp: string;
  readonly level: LogLevel;
  readonly step: LogStep;
  readonly message: string;
  readonly error?: string;
  /** As Go prints a duration: `1m2.5s`. */
  readonly duration?: string;
  /** Bytes. */
  readonly file_size?: number;
}
