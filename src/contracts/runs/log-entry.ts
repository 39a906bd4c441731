/** Log step in seed 000's words. */
export type LogStep = 'initialization' | 'download' | 'extract' | 'import' | 'cleanup';

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
