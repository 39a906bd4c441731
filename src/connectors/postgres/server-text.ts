/** What the driver passes on of an error of the server. */
export interface ServerError {
  readonly message: string;
  /** Where it happened; in a COPY with the line, the column and the value. */
  readonly where?: string;
  readonly table?: string;
  readonly column?: string;
  readonly constraint?: string;
  /** Source file of the server, or of an extension, that reports it. */
  readonly file?: string;
}

/**
 * Classes of SQLSTATE whose message names only objects, types, settings and limits. Their DETAIL may have values and is
 * never shown.
 */
const NAMING_OBJECTS_ONLY = new Set(['08', '23', '25', '28', '3D', '3F', '40', '42', '44', '53', '54', '55', '57']);
/** Within such a class: a part of the statement, or of an input. */
const EXCEPT = new Set(['42601', '42602']);
/** Of other classes. */
const BESIDES = new Set(['0A000', '21000', '22001', '22012']);

/**
 * Returns the part of a server's error text that may be shown: all of it if it names only objects, otherwise undefined.
 * A procedural language raises any SQLSTATE with any text (its files are `pl_exec.c`, `plpy_elog.c`, `plperl.c`).
 */
export const tellServerText = (sqlState: string, { message, file = '' }: ServerError): string | undefined => {
  if (/^pl/.test(file)) return undefined;
  const shown = BESIDES.has(sqlState) || (NAMING_OBJECTS_ONLY.has(sqlState.slice(0, 2)) && !EXCEPT.has(sqlState));
  return shown ? message : undefined;
};

/** Facts about the place of an error that hold no value. */
export const placeOf = ({ where = '', table, column, constraint }: ServerError) => {
  // COPY stage, line 7, column born: "a value"
  const [, line, inColumn] = /^COPY [^\n]*?, line (\d+)(?:, column ([^:\n]+))?/.exec(where) ?? [];
  const named = column ?? inColumn;
  return {
    ...(line !== undefined && { line: Number(line) }),
    ...(table !== undefined && { table }),
    ...(named !== undefined && { column: named }),
    ...(constraint !== undefined && { constraint }),
  };
};
