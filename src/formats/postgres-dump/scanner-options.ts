export interface ScannerOptions {
  /** Of the first byte. @default 0 */
  readonly at?: number;
  /** @default 1 */
  readonly line?: number;
  /** Longer statements throw DUMP_STATEMENT_TOO_LARGE. @default 64 MiB */
  readonly maxStatementBytes?: number;
  /** Whether rows follow a statement that begins with COPY; may throw. */
  readonly takesRows: (text: Buffer, line: number) => boolean;
}
