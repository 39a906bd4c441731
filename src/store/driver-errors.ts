/** What a driver's errors mean to the store. The driver's own error holds statements and values, and is dropped. */
export interface DriverErrors {
  /** A stable name of the error, from its server or driver. */
  readonly nameOf: (error: unknown) => string;
  /** Facts about it that hold no value. */
  readonly detailsOf: (error: unknown) => Readonly<Record<string, string | number>>;
  /** The server does not answer, or refuses everybody. */
  readonly unreachable: ReadonlySet<string>;
  /** The connection was lost, or another session was in the way: a retry may succeed. */
  readonly repeatable: ReadonlySet<string>;
  /** There is no such table, or no schema for it. */
  readonly noTable: ReadonlySet<string>;
  /** What to do, by error name, if known. */
  readonly advice: Readonly<Record<string, string>>;
}

/** Errors of the socket, whatever the driver. */
export const UNREACHABLE_SOCKET = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT', // the socket file
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
] as const;

/** A pooled connection that the server closed shows it at its next use. */
export const LOST_SOCKET = ['ECONNRESET', 'EPIPE'] as const;
