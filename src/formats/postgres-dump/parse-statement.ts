import { loadModule, parseSync } from 'libpg-query';
import { notSql, refuse } from './scan-errors.js';

/** A node of the parse tree: its kind and its fields. */
export type Fields = Readonly<Record<string, unknown>>;

export interface ParsedStatement {
  /** As PostgreSQL names it: `CreateStmt`. */
  readonly kind: string;
  readonly fields: Fields;
}

/** To be awaited once before `parseStatement`. */
export const loadParser = (): Promise<void> => loadModule();

/**
 * Parses one statement by PostgreSQL's own parser. Throws DUMP_SYNTAX if it is none, and DUMP_STATEMENT_REFUSED if it
 * is several: what is judged has to be all that runs. Undefined for nothing but comments.
 */
export const parseStatement = (text: string, line: number): ParsedStatement | undefined => {
  let statements: readonly { readonly stmt?: unknown }[];
  try {
    statements = (parseSync(text) as { readonly stmts?: readonly { readonly stmt?: unknown }[] }).stmts ?? [];
  } catch (error) {
    // The parser quotes a word of the statement, which may be a value.
    const message = error instanceof Error ? error.message.replace(/ at or near ".*$/s, '') : 'syntax error';
    throw notSql(line, message.slice(0, 100));
  }
  if (statements.length > 1) throw refuse(line, 'several statements in one', 'they cannot be told apart');
  const [entry] = Object.entries((statements[0]?.stmt ?? {}) as Fields);
  return entry === undefined ? undefined : { kind: entry[0], fields: entry[1] as Fields };
};
