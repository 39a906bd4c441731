export interface LoadReading {
  readonly busy: boolean;
  /** For example `concurrent requests 140 of 100`. */
  readonly reason: string;
}
