type LogMethod = (fields: object, message: string) => void;

/** The program's own log, as every room sees it; the programs inject it. It removes secrets. */
export interface Logger {
  readonly info: LogMethod;
  readonly warn: LogMethod;
  readonly error: LogMethod;
}

/** The same with the lines of libraries. */
export interface DebugLogger extends Logger {
  readonly debug: LogMethod;
}
