import { StevedoreError } from '../../../contracts/errors.js';
import { refuseStatement } from '../refuse-statement.js';

/** Long names of the clients' own commands. `use` and `delimiter` are harmless and handled elsewhere. */
const CLIENT_COMMANDS = new Set(
  (
    'source system tee notee pager nopager edit charset connect exit quit go ego clear print prompt rehash warnings ' +
    'nowarning status help resetconnection query_attributes ssl_session_data_print sandbox costs'
  ).split(' '),
);
const MAX_DELIMITER_BYTES = 16;
/** Longer than any `DELIMITER` line; bounds what is kept while its end is searched. */
const MAX_LINE_BYTES = 1024;

/**
 * Reads a client command at the start of a statement. For `DELIMITER` returns its new delimiter and its length with the
 * line's end. `more`: the line is not complete yet. `refused`: `onRefused` was called. Undefined: not a client command.
 *
 * Any other client command could run programs: it is refused with DUMP_STATEMENT_REFUSED, thrown unless there is an
 * `onRefused`. Throws DUMP_SYNTAX for an impossible delimiter, DUMP_TRUNCATED if the dump ends before it.
 */
export const readClientCommand = (
  bytes: Buffer,
  line: number,
  last: boolean,
  onRefused?: (error: StevedoreError) => void,
): { readonly delimiter: string; readonly length: number } | 'more' | 'refused' | undefined => {
  const refuse = (command: string): 'refused' => {
    const error = refuseStatement(line, command, 'client commands are never run');
    if (onRefused === undefined) throw error;
    onRefused(error);
    return 'refused';
  };
  const first = bytes[0];
  // "IN": almost every statement is an INSERT.
  if (first === 73 && bytes[1] === 78) return undefined;
  if (first === 92 || first === 63) return refuse(first === 92 ? '\\' : '?');
  const head = bytes.toString('latin1', 0, 32);
  const word = /^[A-Za-z_]+(?=[\s;]|$)/.exec(head)?.[0].toLowerCase();
  if (word === undefined) return undefined;
  if (word !== 'delimiter') return CLIENT_COMMANDS.has(word) ? refuse(word) : undefined;
  const newline = bytes.indexOf(10);
  if (newline < 0 && !last && bytes.length < MAX_LINE_BYTES) return 'more';
  const length = newline < 0 ? bytes.length : newline + 1;
  const delimiter = bytes.toString('latin1', word.length, length).trim().split(/\s/)[0] ?? '';
  if (delimiter === '' && newline < 0) {
    throw new StevedoreError(
      'DUMP_TRUNCATED',
      `Cannot read the dump: it ends inside the DELIMITER on line ${line}; export it again`,
      {
        details: { line },
      },
    );
  }
  if (
    delimiter === '' ||
    delimiter.length > MAX_DELIMITER_BYTES ||
    !/^[!-~]+$/.test(delimiter) ||
    /['"`\\]/.test(delimiter)
  ) {
    throw new StevedoreError(
      'DUMP_SYNTAX',
      `Cannot read the dump: the DELIMITER on line ${line} cannot be used; export it again`,
      {
        details: { line },
      },
    );
  }
  return { delimiter, length };
};
