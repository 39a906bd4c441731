type LogMethod = (fields: object, message: string) => void;

/**
 * What every room may know of the program's own log; the programs inject it. Secrets are taken out of what is written.
 */
export interface Logger {
  readonly debug: LogMethod;
  readonly info: LogMethod;
  readonly warn: LogMethod;
  readonly error: LogMethod;
}
