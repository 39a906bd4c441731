import { ownSchema } from '../tokens/own-names.js';
import type { Cut, OwnNames } from '../tokens/own-names.js';
import { UnreadableSql } from '../refuse-statement.js';
import { readColumn, splitItems } from './table-columns.js';
import type { TableColumn } from './table-columns.js';
import { isName } from '../tokens/token-reader.js';
import type { Token } from '../tokens/tokenize.js';

/** Names are as the dump writes them, one character per byte. */
export interface TableDefinition {
  readonly name: string;
  readonly columns: readonly TableColumn[];
  readonly engine?: string;
  readonly partitioned: boolean;
  readonly systemVersioned: boolean;
  /** A sequence, written as a table by tools that do not know sequences. */
  readonly sequence: boolean;
  /** Whether its options name a character set or collation; otherwise it takes those of its database. */
  readonly ownCharset: boolean;
  /** Tables that its foreign keys reference. */
  readonly references: readonly string[];
  /** The parts of the statement's body that are not sent: its own schema before names. */
  readonly cuts: readonly Cut[];
}

/** Engines that keep rows in the table itself; all others reach files, servers or other tables. */
const ENGINES = new Map(
  ['InnoDB', 'MyISAM', 'Aria', 'MEMORY', 'HEAP', 'ARCHIVE', 'CSV'].map((name) => [name.toLowerCase(), name]),
);

/**
 * Returns the engine as the servers write it. Throws `UnreadableSql` for one that does not keep its rows in the table.
 */
export const keepingEngine = (name: string, table: string): string => {
  const known = ENGINES.get(name.toLowerCase());
  if (known !== undefined) return known;
  const shown = (written: string): string => Buffer.from(written, 'latin1').toString('utf8').slice(0, 64);
  throw new UnreadableSql(
    `table "${shown(table)}" has the engine "${shown(name)}", and only tables of ${[...new Set(ENGINES.values())].join(', ')} are loaded: leave it out with exclude_tables`,
  );
};

/**
 * Functions that read files, wait, lock, or change more than the row; refused in a column's, key's or check's
 * expression.
 */
const REACHING = new Set(
  'load_file sleep benchmark get_lock release_lock release_all_locks master_pos_wait setval lastval nextval sys_exec sys_eval'.split(
    ' ',
  ),
);

/**
 * Reads a CREATE TABLE from its name on; `bytes` is the statement.
 * Throws `UnreadableSql` for what may not be sent on: another schema, another table's rows, files, foreign engines.
 */
export const parseCreateTable = (written: readonly Token[], bytes: Buffer, own: OwnNames): TableDefinition => {
  const [first, dot, second] = written;
  const isQualified = isName(first) && dot?.text === '.' && isName(second);
  const qualifier = isQualified ? [ownSchema(first, dot, second, own)] : [];
  const tokens = isQualified ? written.slice(2) : written;
  const [name, open] = tokens;
  if (!isName(name)) throw new UnreadableSql('its name is missing');
  if (open?.text !== '(') throw new UnreadableSql('it takes its columns from somewhere else');
  const close = matchingClose(tokens);
  const options = tokens.slice(close + 1);
  const schemas = checkEverywhere(tokens, own);
  const columns = splitItems(tokens.slice(2, close)).map((item) => readColumn(item, bytes));
  return {
    name: name.value,
    columns: columns.filter((column) => column !== undefined),
    ...readOptions(options, name.value),
    references: referencedTables(tokens),
    cuts: [...qualifier, ...schemas],
  };
};

/** The tables that foreign keys in `tokens` reference. */
export const referencedTables = (tokens: readonly Token[]): string[] => {
  const names = tokens.flatMap((token, index) => {
    const next = tokens[tokens[index + 2]?.text === '.' ? index + 3 : index + 1];
    return token.text === 'references' && isName(next) ? [next.value] : [];
  });
  return [...new Set(names)];
};

/**
 * Checks what no part of a table's definition may hold; returns the own schema where it precedes a foreign key's table.
 * Throws `UnreadableSql`.
 */
export const checkEverywhere = (tokens: readonly Token[], own: OwnNames): Cut[] => {
  const cuts: Cut[] = [];
  tokens.forEach((token, index) => {
    const next = tokens[index + 1];
    if (token.text === ';') throw new UnreadableSql('it holds more than one statement before its delimiter');
    const before = tokens[index - 1];
    if (token.text === '.' && isName(before) && isName(next)) {
      if (tokens[index - 2]?.text !== 'references' || tokens[index + 2]?.text === '.')
        throw new UnreadableSql('it names a schema, and would reach beyond staging');
      cuts.push(ownSchema(before, token, next, own));
    }
    if ((token.text === 'data' || token.text === 'index') && next?.text === 'directory') {
      throw new UnreadableSql('it names a directory of the server');
    }
    if (next?.text === '(' && REACHING.has(token.text))
      throw new UnreadableSql('it calls a function that reaches beyond the table');
    if (token.text === 'select') throw new UnreadableSql('it takes rows from another table');
  });
  return cuts;
};

const readOptions = (
  options: readonly Token[],
  table: string,
): Pick<TableDefinition, 'engine' | 'partitioned' | 'systemVersioned' | 'sequence' | 'ownCharset'> => {
  let engine: string | undefined;
  let partitioned = false;
  let systemVersioned = false;
  let sequence = false;
  let ownCharset = false;
  let depth = 0;
  options.forEach((token, index) => {
    const next = options[index + 1];
    if (token.text === '(') depth++;
    if (token.text === ')') depth--;
    if (token.text === 'engine' && !isValue(options, index)) {
      const named = next?.text === '=' ? options[index + 2] : next;
      const known = keepingEngine(named?.value ?? '', table);
      if (depth === 0) engine ??= known;
    }
    if (depth > 0) return;
    if (CHARSET_OPTIONS.has(token.text) && !isValue(options, index)) ownCharset = true;
    if (token.text === 'partition' && next?.text === 'by') partitioned = true;
    if (token.text === 'sequence' && !isValue(options, index)) sequence = true;
    if (token.text === 'system' && next?.text === 'versioning') systemVersioned = true;
    if (
      ['connection', 'union', 'as', 'like', 'ignore', 'replace', 'values', 'table', 'with_file'].includes(token.text)
    ) {
      throw new UnreadableSql('one of its options reaches beyond the table');
    }
  });
  if (depth !== 0) throw new UnreadableSql('its parentheses do not match');
  return { ...(engine !== undefined && { engine }), partitioned, systemVersioned, sequence, ownCharset };
};

const CHARSET_OPTIONS = new Set(['charset', 'character', 'collate']);

/** A word after `=` is a value, not an option. */
const isValue = (options: readonly Token[], index: number): boolean => options[index - 1]?.text === '=';

const matchingClose = (tokens: readonly Token[]): number => {
  let depth = 0;
  for (let index = 1; index < tokens.length; index++) {
    if (tokens[index]?.text === '(') depth++;
    if (tokens[index]?.text === ')' && --depth === 0) return index;
  }
  throw new UnreadableSql('its parentheses do not match');
};
