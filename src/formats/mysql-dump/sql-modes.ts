/** The parts of `sql_mode` that change how bytes are read. */
export interface QuotingModes {
  /** A backslash inside a string is an ordinary byte. */
  readonly noBackslashEscapes: boolean;
  /** `"…"` is an identifier, not a string. */
  readonly ansiQuotes: boolean;
}

const ANSI_MODES = new Set(['ANSI_QUOTES', 'ANSI', 'ORACLE', 'DB2', 'MSSQL', 'MAXDB', 'POSTGRESQL']);

/** Reads a `sql_mode`. Absent means a default without either mode, which the loader sets itself. */
export const quotingModes = (sqlMode: string | undefined): QuotingModes => {
  const modes = (sqlMode ?? '')
    .toUpperCase()
    .split(',')
    .map((mode) => mode.trim());
  return {
    noBackslashEscapes: modes.includes('NO_BACKSLASH_ESCAPES'),
    ansiQuotes: modes.some((mode) => ANSI_MODES.has(mode)),
  };
};
